using BackendInfra.Postgres.Embedded;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Embedded;

public sealed class RunningServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_running_server_is_found_and_one_that_has_stopped_is_not()
    {
        Assert.Null(await RunningServer.FindAsync(_folder.Path, TestContext.Current.CancellationToken));
        await using (var server = await Servers.StartAsync(_folder.Path))
        {
            await Servers.AskAsync(server.ConnectionString, "create table shared as select 42 as answer");
            var found = await RunningServer.FindAsync(_folder.Path, TestContext.Current.CancellationToken);
            Assert.Equal("42", await Servers.AskAsync(found!, "select answer from shared"));
        }

        Assert.Null(await RunningServer.FindAsync(_folder.Path, TestContext.Current.CancellationToken));
    }
}
