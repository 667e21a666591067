using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Plugins;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Plugins;

/// <summary>The sample plugin, loaded from its own assembly.</summary>
public sealed class PluginScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TestServer _server = new(postgres) { Settings = [$"--Plugins={Sample}"] };

    /// <summary>Built beside these tests, in the same configuration.</summary>
    private static string Sample
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Repository.PathOf("samples", "BackendInfra.Samples.Delivery", "bin", output.Parent!.Name, output.Name, "BackendInfra.Samples.Delivery.dll");
        }
    }

    [Fact]
    public async Task Functions_are_called_as_any_others()
    {
        var client = _server.Anonymous(_server.Open);
        Assert.Equal("""{"result":3}""", (await client.PostAsync("/parse/functions/deliveryDays", """{"distance":250}""")).Expect(200).Text);
        (await client.PostAsync("/parse/functions/deliveryDays", "{}")).ExpectError(142, "distance must be a number of kilometres.");
        var graph = (await client.PostAsync("/graphql", """{"query":"mutation { callCloudCode(input: { functionName: deliveryDays, params: { distance: 0 } }) { result } }"}""")).Json;
        Assert.Equal(1, graph.GetProperty("data").GetProperty("callCloudCode").GetProperty("result").GetInt32());
    }

    [Fact]
    public async Task Triggers_change_and_refuse_what_is_written()
    {
        var client = _server.Anonymous(_server.Open);
        var order = (await client.PostAsync("/parse/classes/Order", """{"cAddress":"  12 Main Street "}""")).Expect(201).Json;
        Assert.Equal("12 Main Street", order.GetProperty("cAddress").GetString());
        (await client.PostAsync("/parse/classes/Order", """{"cAddress":"  "}""")).ExpectError(142, "An order needs an address.");
    }

    [Fact]
    public async Task Jobs_run_and_tell_their_progress()
    {
        var jobs = _server.Services.GetRequiredService<IJobDispatcher>();
        var told = new List<string>();
        Assert.Equal(["planDeliveries"], jobs.Names(_server.Open));
        var words = await jobs.RunAsync(
            new JobCall(_server.Open, "planDeliveries", "j1", RequestOrigin.None, """{"trucks":2}"""),
            message =>
            {
                told.Add(message);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal("Planned", words);
        Assert.Equal(["Truck 1 of 2", "Truck 2 of 2"], told);
    }

    [Fact]
    public async Task What_a_plugin_throws_that_is_no_refusal_becomes_141_without_details()
    {
        var refusal = await Assert.ThrowsAsync<ParseException>(() => PluginTriggers.GuardAsync<object?>(() => throw new InvalidOperationException("a detail")));
        Assert.Equal((ErrorCode.ScriptFailed, "Script failed. Unknown error."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void A_plugin_that_cannot_be_loaded_stops_the_start()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        foreach (var path in (string[])["/nowhere/Plugin.dll", typeof(App).Assembly.Location])
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Plugins", path)]).Build();
            Assert.StartsWith($"Plugins: {path} cannot be used: ", Assert.Throws<InvalidOperationException>(() => PluginLoader.Load(configuration, services)).Message, StringComparison.Ordinal);
        }
    }

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
