using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Cli;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Testing;

[Collection(nameof(ServerCollection))]
public sealed class TestingModeTests(TestServer server)
{
    [Theory]
    [InlineData("reset")]
    [InlineData("reconfigure")]
    public async Task Without_the_setting_the_routes_do_not_exist(string name)
    {
        var answer = (await server.Master(server.Guarded).PostAsync($"/parse/testing/{name}", "{}")).Expect(404);
        Answer.AreEqual($$"""{"code":107,"error":"cannot route POST testing/{{name}}"}""", answer.Text);
    }

    [Theory]
    [InlineData("--Testing=true")]
    [InlineData("--Testing=true", "--environment=Production")]
    [InlineData("--Testing=true", "--environment=Testing", "--Files:Store=s3", "--Files:S3:Bucket=b")]
    [InlineData("--Testing=maybe", "--environment=Testing")]
    public void The_setting_is_refused_beside_settings_of_production(params string[] settings) =>
        Assert.StartsWith("Testing ", Assert.Throws<InvalidOperationException>(() => ServerHost.CreateBuilder(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_program_says_so_and_does_not_start()
    {
        using var folder = new TemporaryFolder();
        var run = await ProgramRun.StartAsync(folder.Path, "Host=nowhere", "--Testing=true", "--environment=Production");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Testing lets holders of a master key empty an app, so it is refused in the environment Production", run.Errors, StringComparison.Ordinal);
    }
}
