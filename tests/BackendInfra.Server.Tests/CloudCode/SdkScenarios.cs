using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Cloud Code as clients with the official SDK meet it: each entry of its API, and the article's own script.</summary>
public sealed class SdkScenarios(ScriptServer scripts) : IClassFixture<ScriptServer>
{
    private static readonly AppOptions Public = new() { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true };

    [Fact]
    public async Task Every_entry_of_the_API_works_with_the_official_SDK()
    {
        var script = await File.ReadAllTextAsync(Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", "cloud-code", "main.js"), TestContext.Current.CancellationToken);
        var app = await scripts.DeployAsync("cloud-sdk", script, Public);
        await NodeScript.RunAsync("cloud-code/client.mjs", new Uri(scripts.Server.Address, "parse").ToString(), app.Id, app.Keys.Master);
    }

    [Fact]
    public async Task A_script_that_does_not_load_is_refused_with_its_own_error()
    {
        var app = await scripts.Server.CreateAppAsync("cloud-broken", Public);
        var refusal = await scripts.Server.Master(app).PostAsync("/parse/cloud_code/releases", """{"files":{"main.js":"Parse.Cloud.define('f', () => 1);\nnothing();"}}""");
        refusal.ExpectError(141);
        Assert.Contains("ReferenceError: nothing is not defined", refusal.Text, StringComparison.Ordinal);
        Assert.Contains("main.js:2:1", refusal.Text, StringComparison.Ordinal);
    }
}
