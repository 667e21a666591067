using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>Deployments while an app's functions are called: nobody notices but by the answers.</summary>
public sealed class DeploymentUnderLoadScenarios(TestServer server) : IClassFixture<TestServer>
{
    private const int Deployments = 6, Callers = 8;

    [Fact]
    public async Task No_call_fails_and_each_answer_is_of_a_release_that_was_active()
    {
        var app = await server.CreateAppAsync("underload", new AppOptions());
        var (master, anonymous) = (server.Master(app), server.Anonymous(app));
        await DeployAsync(master, 0);
        await CallAsync(anonymous);

        using var done = new CancellationTokenSource();
        var answers = new ConcurrentQueue<(int Before, int Answer)>();
        var active = 0;
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var before = Volatile.Read(ref active);
                answers.Enqueue((before, await CallAsync(anonymous)));
            }
        })).ToArray();

        for (var i = 1; i <= Deployments; i++)
        {
            await DeployAsync(master, i);

            // The server that answered runs it from now on.
            Volatile.Write(ref active, i);
            (await master.PostAsync("/parse/cloud_code/releases", Archives.Json(("main.js", "throw new Error('broken')")))).ExpectError(141);
            Assert.Equal(i, await CallAsync(anonymous));
        }

        (await master.PostAsync($"/parse/cloud_code/releases/1/activate", "{}")).Expect(200);
        Assert.Equal(0, await CallAsync(anonymous));
        await done.CancelAsync();
        await Task.WhenAll(callers);

        Assert.All(answers, call => Assert.True(call.Answer >= call.Before || call.Answer == 0, $"{call}"));
        Assert.All(Enumerable.Range(0, Deployments + 1), i => Assert.Contains(answers, call => call.Answer == i));
    }

    [Fact]
    public async Task Another_server_follows()
    {
        var app = await server.CreateAppAsync("followers", new AppOptions());
        using var files = new TemporaryFolder();
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={server.ConnectionString}", $"--Files:Folder={files.Path}", $"--CloudCode:ReleaseFolder={Path.Combine(files.Path, "cloud-code")}", "--Jobs:Workers=0"]);
        builder.Logging.ClearProviders();
        builder.Services.AddPostgres(builder.Configuration);
        await using var other = ServerHost.Build(builder);
        await other.StartAsync(TestContext.Current.CancellationToken);
        var elsewhere = new RestClient(server.Http, new Uri(other.Urls.First()), app);
        Assert.NotEqual(200, (await elsewhere.PostAsync("/parse/functions/version", "{}")).Status);

        foreach (var version in (int[])[1, 2])
        {
            await DeployAsync(server.Master(app), version);
            await Eventually.SeeAsync(async () => (await elsewhere.PostAsync("/parse/functions/version", "{}")).Text, text => text == $$"""{"result":{{version}}}""");
        }

        Assert.Equal(2, Directory.GetDirectories(Path.Combine(files.Path, "cloud-code", app.DatabaseSchema)).Length);
        await other.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task DeployAsync(RestClient master, int version) =>
        (await master.PostAsync("/parse/cloud_code/releases", Archives.Json(("main.js", $"Parse.Cloud.define('version', () => {version});")))).Expect(201);

    private static async Task<int> CallAsync(RestClient caller) =>
        (await caller.PostAsync("/parse/functions/version", "{}")).Expect(200).Json.GetProperty("result").GetInt32();
}
