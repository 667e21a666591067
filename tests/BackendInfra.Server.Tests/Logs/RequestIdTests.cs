using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Logs;

[Collection(nameof(ServerCollection))]
public sealed class RequestIdTests(TestServer server)
{
    [Theory]
    [InlineData("abc-1.2_3:4")]
    [InlineData("0123456789")]
    public async Task A_sane_id_of_the_caller_comes_back(string id) => Assert.Equal(id, await AskAsync(id));

    [Theory]
    [InlineData("two words")]
    [InlineData("{forged}")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Another_gets_an_id_of_the_servers_own(string id)
    {
        var given = await AskAsync(id);
        Assert.NotEqual(id, given);
        Assert.NotEmpty(given);
    }

    [Fact]
    public async Task Every_answer_has_one_errors_too()
    {
        var client = server.Anonymous(server.Guarded);
        var ids = new[] { await client.GetAsync("/parse/classes/Nothing"), await client.GetAsync("/parse/nowhere"), await client.GetAsync("/health") }.Select(answer => answer.Headers["X-Request-Id"]);
        Assert.Equal(3, ids.Distinct().Count());
    }

    private async Task<string> AskAsync(string id)
    {
        var client = server.Anonymous(server.Guarded);
        client.Headers["X-Request-Id"] = id;
        return (await client.GetAsync("/health")).Headers["X-Request-Id"];
    }
}
