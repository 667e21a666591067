using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
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

    private static async Task DeployAsync(RestClient master, int version) =>
        (await master.PostAsync("/parse/cloud_code/releases", Archives.Json(("main.js", $"Parse.Cloud.define('version', () => {version});")))).Expect(201);

    private static async Task<int> CallAsync(RestClient caller) =>
        (await caller.PostAsync("/parse/functions/version", "{}")).Expect(200).Json.GetProperty("result").GetInt32();
}
