using BackendInfra.Core.Apps;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>The sample shop's own function and job, on a server that has just been started for the first time.</summary>
public sealed class SampleShopCodeScenarios(PostgresServer postgres)
{
    [Fact]
    public async Task A_new_server_has_the_shops_function_and_job()
    {
        await using var server = new TestServer(postgres) { Settings = ["--Jobs:Workers=1"], Register = services => services.AddHostedService<FirstSteps>() };
        await server.InitializeAsync();
        var shop = (await server.Services.GetRequiredService<IAppStore>().FindAsync("shop", TestContext.Current.CancellationToken))!;
        var (anonymous, master) = (server.Anonymous(shop), server.Master(shop));

        Assert.Equal("""{"result":{"sales":878.5}}""", (await anonymous.PostAsync("/parse/functions/calculateSales", "{}")).Expect(200).Text);
        (await master.PostAsync("/parse/jobs/printSales", "{}")).Expect(200);
        await Eventually.SeeAsync(async () => (await master.GetAsync("/parse/scriptlog")).Expect(200).Text, text => text.Contains("Sales: 878.5$", StringComparison.Ordinal));
        Assert.Equal(1, (await master.GetAsync("/parse/cloud_code/releases")).Results[0].GetProperty("number").GetInt32());

        // Another start deploys nothing.
        await server.Services.GetRequiredService<SampleShopCode>().EnsureAsync(shop, TestContext.Current.CancellationToken);
        Assert.Single((await master.GetAsync("/parse/cloud_code/releases")).Results);
    }
}
