using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Apps;

[Collection(nameof(ServerCollection))]
public sealed class AppOptionsTests(TestServer server)
{
    [Fact]
    public async Task Changed_options_hold_for_the_next_request_over_REST_and_GraphQL()
    {
        var app = await server.CreateAppAsync("changing", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public });
        var (master, anonymous) = (server.Master(app), server.Anonymous(app));
        await master.DefineAsync("Row", """{"fields":{"n":{"type":"Number"}}}""");
        for (var i = 0; i < 3; i++)
            await master.CreateAsync("Row", $$"""{"n":{{i}}}""");
        const string Query = """{"query":"{ rows { edges { node { n } } } }"}""";
        Assert.Equal(3, (await anonymous.PostAsync("/graphql", Query)).Json.GetProperty("data").GetProperty("rows").GetProperty("edges").GetArrayLength());

        var options = AppOptionsJson.Change(app.Options, [("maxLimit", "2"), ("defaultClassLevelPermissions", "protected")]);
        await server.Services.GetRequiredService<IAppStore>().ChangeAsync(app, options, TestContext.Current.CancellationToken);

        Assert.Equal(2, (await anonymous.GetAsync("/parse/classes/Row")).Results.Count);
        Assert.Equal(2, (await anonymous.PostAsync("/graphql", Query)).Json.GetProperty("data").GetProperty("rows").GetProperty("edges").GetArrayLength());
        await master.DefineAsync("Closed", "{}");
        (await anonymous.GetAsync("/parse/classes/Closed")).ExpectError(119);
    }

    [Theory]
    [InlineData("ghost", "1")]
    [InlineData("limits.ghost", "1")]
    [InlineData("ghost.a", "1")]
    [InlineData("maxLimit", "many")]
    [InlineData("maxLimit", "1.5")]
    [InlineData("limits.batchRequests", "\"50\"")]
    [InlineData("defaultClassLevelPermissions", "open")]
    [InlineData("defaultClassLevelPermissions", "1")]
    [InlineData("masterKeyIps", "127.0.0.1")]
    [InlineData("limits", "null")]
    public void An_option_that_does_not_exist_or_fit_is_refused(string name, string value)
    {
        var refusal = Assert.Throws<ParseException>(() => AppOptionsJson.Change(new AppOptions(), [(name, value)]));
        Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
    }

    [Fact]
    public void Options_are_the_same_after_they_were_stored()
    {
        var options = AppOptionsJson.Change(
            new AppOptions(),
            [("defaultClassLevelPermissions", "public"), ("maxLimit", "1000"), ("limits.batchRequests", "50"), ("masterKeyIps", """["10.0.0.0/8"]"""), ("allowOrigin", "https://a.example")]);
        var read = AppOptionsJson.Read(AppOptionsJson.Write(options));

        Assert.Equal(DefaultPermissions.Public, read.DefaultClassLevelPermissions);
        Assert.Equal(1000, read.MaxLimit);
        Assert.Equal(50, read.Limits.BatchRequests);
        Assert.Equal(["10.0.0.0/8"], read.MasterKeyIps);
        Assert.Equal("https://a.example", read.AllowOrigin);
    }
}
