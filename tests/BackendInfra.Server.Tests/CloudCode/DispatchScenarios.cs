using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Functions, triggers and jobs of scripts as callers over HTTP meet them.</summary>
public sealed class DispatchScenarios(CloudServer cloud, HookServer hooks) : IClassFixture<CloudServer>, IClassFixture<HookServer>
{
    [Fact]
    public async Task A_function_is_called_over_REST_and_GraphQL()
    {
        var app = await cloud.DeployAsync("functions", """
            Parse.Cloud.define('constant', () => 42);
            Parse.Cloud.define('nothing', () => undefined);
            Parse.Cloud.define('who', ({ params, master, user, ip }) => ({ params, master, user: user?.id ?? null, hasIp: !!ip }));
            Parse.Cloud.define('refuse', () => { throw new Parse.Error(4711, 'own words'); });
            Parse.Cloud.define('fail', () => { throw 'a text'; });
            Parse.Cloud.define('async', async () => { await null; throw new Error('later'); });
            Parse.Cloud.define('picky', () => 1, { requireMaster: true });
            Parse.Cloud.define('status', (request, response) => { response.status(201).header('X-Own', 'mine'); return 'made'; });
            """);
        var (client, master) = (cloud.Server.Anonymous(app), cloud.Server.Master(app));
        Assert.Equal("""{"result":42}""", (await client.PostAsync("/parse/functions/constant", "{}")).Expect(200).Text);
        Assert.Equal("{}", (await client.PostAsync("/parse/functions/nothing", "{}")).Expect(200).Text);
        Answer.AreEqual("""{"result":{"params":{"a":1},"master":false,"user":null,"hasIp":true}}""", (await client.PostAsync("/parse/functions/who", """{"a":1}""")).Expect(200).Text);
        Answer.AreEqual("""{"result":{"params":{},"master":true,"user":null,"hasIp":true}}""", (await master.PostAsync("/parse/functions/who", "{}")).Expect(200).Text);
        (await client.PostAsync("/parse/functions/refuse", "{}")).ExpectError(4711, "own words");
        (await client.PostAsync("/parse/functions/fail", "{}")).ExpectError(141, "a text");
        (await client.PostAsync("/parse/functions/async", "{}")).ExpectError(141, "later");
        (await client.PostAsync("/parse/functions/picky", "{}")).ExpectError(142);
        (await client.PostAsync("/parse/functions/absent", "{}")).ExpectError(141, "Invalid function: \"absent\"");
        var made = (await client.PostAsync("/parse/functions/status", "{}")).Expect(201);
        Assert.Equal("mine", made.Headers["X-Own"]);
        var graph = (await client.PostAsync("/graphql", """{"query":"mutation { callCloudCode(input: { functionName: constant }) { result } }"}""")).Json;
        Assert.Equal(42, graph.GetProperty("data").GetProperty("callCloudCode").GetProperty("result").GetInt32());
    }

    [Fact]
    public async Task Triggers_see_change_and_refuse_writes_and_share_a_context()
    {
        var app = await cloud.DeployAsync("triggers", """
            Parse.Cloud.beforeSave('Note', ({ object, original, context }) => {
              if (object.get('text') === 'bad') throw new Parse.Error(119, 'not this');
              object.set('size', object.get('text').length);
              object.set('was', original?.get('text') ?? 'new');
              context.seen = 'yes';
            });
            Parse.Cloud.afterSave('Note', async ({ object, context }) => {
              await new Parse.Object('Trace').save({ of: object.id, seen: context.seen }, { useMasterKey: true });
            });
            Parse.Cloud.beforeDelete('Note', ({ object }) => { if (object.get('text') === 'kept') throw 'it stays'; });
            Parse.Cloud.beforeFind('Note', ({ query }) => { query.notEqualTo('hidden', true); });
            Parse.Cloud.afterFind('Note', ({ objects }) => objects.map((object) => { object.set('found', true); return object; }));
            """);
        var client = cloud.Server.Anonymous(app);
        var created = (await client.PostAsync("/parse/classes/Note", """{"text":"kept"}""")).Expect(201).Json;
        Assert.Equal((4, "new"), (created.GetProperty("size").GetInt32(), created.GetProperty("was").GetString()));
        var id = created.GetProperty("objectId").GetString();
        (await client.PutAsync($"/parse/classes/Note/{id}", """{"text":"bad"}""")).ExpectError(119, "not this");
        var trace = Assert.Single((await client.GetAsync("/parse/classes/Trace")).Expect(200).Results);
        Assert.Equal((id, "yes"), (trace.GetProperty("of").GetString(), trace.GetProperty("seen").GetString()));
        (await client.DeleteAsync($"/parse/classes/Note/{id}")).ExpectError(141, "it stays");
        await client.CreateAsync("Note", """{"text":"hidden","hidden":true}""");
        var found = Assert.Single((await client.GetAsync("/parse/classes/Note")).Expect(200).Results);
        Assert.Equal(("kept", true), (found.GetProperty("text").GetString(), found.GetProperty("found").GetBoolean()));
    }

    [Fact]
    public async Task A_function_that_takes_too_long_answers_124_and_one_that_calls_itself_without_end_is_stopped()
    {
        var app = await cloud.DeployAsync("deep", """
            Parse.Cloud.define('again', async ({ params }) => Parse.Cloud.run('again', { n: (params.n ?? 0) + 1 }));
            Parse.Cloud.define('ok', () => 1);
            Parse.Cloud.beforeSave('Endless', async ({ object }) => { await new Parse.Object('Endless').save({}, { useMasterKey: true }); });
            """);
        var client = cloud.Server.Anonymous(app);
        (await client.PostAsync("/parse/functions/again", "{}")).ExpectError(141, "Functions call each other more than 8 levels deep.");
        (await client.PostAsync("/parse/classes/Endless", "{}")).ExpectError(141, "Triggers call each other more than 8 levels deep.");
        Assert.Equal("""{"result":1}""", (await client.PostAsync("/parse/functions/ok", "{}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_webhook_goes_before_a_script()
    {
        var app = await cloud.DeployAsync("both", """
            Parse.Cloud.define('which', () => 'script');
            Parse.Cloud.define('other', () => 'script');
            """);
        var (client, master) = (cloud.Server.Anonymous(app), cloud.Server.Master(app));
        (await master.PostAsync("/parse/hooks/functions", $$"""{"functionName":"which","url":"{{hooks.On("which", _ => """{"success":"webhook"}""")}}"}""")).Expect(200);
        await Eventually.HoldsAsync(async () => (await client.PostAsync("/parse/functions/which", "{}")).Expect(200).Text == """{"result":"webhook"}""", "the webhook answers");
        Assert.Equal("""{"result":"script"}""", (await client.PostAsync("/parse/functions/other", "{}")).Expect(200).Text);
        Assert.Equal(["other", "which"], cloud.Server.Services.GetRequiredService<IFunctionDispatcher>().Names((await CurrentAsync(app))!));
    }

    [Fact]
    public async Task A_job_runs_with_the_master_key_tells_its_progress_and_ends()
    {
        var app = await cloud.DeployAsync("jobs", """
            Parse.Cloud.job('count', async ({ params, message }) => {
              for (let i = 1; i <= params.to; i++) message(`at ${i}`);
              return 'counted';
            });
            Parse.Cloud.job('fails', () => { throw new Error('sorry'); });
            """);
        var jobs = cloud.Server.Services.GetRequiredService<IJobDispatcher>();
        Assert.Equal(["count", "fails"], jobs.Names(app));
        var told = new List<string>();
        Task Report(string message)
        {
            told.Add(message);
            return Task.CompletedTask;
        }

        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.Equal("counted", await jobs.RunAsync(new JobCall(app, "count", "j1", RequestOrigin.None, """{"to":3}"""), Report, cancellationToken));
        Assert.Equal(["at 1", "at 2", "at 3"], told);
        Assert.Equal("sorry", (await Assert.ThrowsAsync<ParseException>(() => jobs.RunAsync(new JobCall(app, "fails", "j2", RequestOrigin.None, "{}"), Report, cancellationToken))).Message);
        Assert.Equal("Invalid job.", (await Assert.ThrowsAsync<ParseException>(() => jobs.RunAsync(new JobCall(app, "absent", "j3", RequestOrigin.None, "{}"), Report, cancellationToken))).Message);
    }

    [Fact]
    public async Task A_function_with_a_rate_limit_is_called_only_so_often()
    {
        var app = await cloud.DeployAsync("limited", """
            Parse.Cloud.define('rare', () => 1, { rateLimit: { requestTimeWindow: 600000, requestCount: 2, errorResponseMessage: 'slowly' } });
            Parse.Cloud.define('often', () => 1);
            """);
        var (client, master) = (cloud.Server.Anonymous(app), cloud.Server.Master(app));
        for (var i = 0; i < 2; i++)
            (await client.PostAsync("/parse/functions/rare", "{}")).Expect(200);
        Answer.AreEqual("""{"code":100,"error":"slowly"}""", (await client.PostAsync("/parse/functions/rare", "{}")).Expect(429).Text);
        (await client.PostAsync("/parse/functions/often", "{}")).Expect(200);
        (await master.PostAsync("/parse/functions/rare", "{}")).Expect(200);
        var batch = (await client.PostAsync("/parse/batch", """{"requests":[{"method":"POST","path":"/parse/functions/rare","body":{}}]}""")).Expect(200).Json;
        Assert.Equal(100, batch[0].GetProperty("error").GetProperty("code").GetInt32());
        var graph = (await client.PostAsync("/graphql", """{"query":"mutation { callCloudCode(input: { functionName: rare }) { result } }"}""")).Json;
        Assert.Equal(100, graph.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Triggers_of_files_change_refuse_and_follow_them()
    {
        var app = await cloud.DeployAsync("files", """
            const trace = (what, file) => new Parse.Object('Trace').save({ what, name: file.name() }, { useMasterKey: true });
            Parse.Cloud.beforeSave(Parse.File, async ({ file, fileSize, master }) => {
              if (file.name() === 'bad.txt') throw new Parse.Error(130, 'not this file');
              if (file.name() === 'change.txt') return new Parse.File('changed.txt', { base64: Buffer.from(`was ${fileSize}`).toString('base64') }, 'text/plain');
            });
            Parse.Cloud.afterSave(Parse.File, ({ file }) => trace('saved', file));
            Parse.Cloud.beforeDelete(Parse.File, ({ file }) => { if (file.name().endsWith('kept.txt')) throw 'it stays'; });
            Parse.Cloud.afterDelete(Parse.File, ({ file }) => trace('deleted', file));
            Parse.Cloud.beforeFind(Parse.File, ({ file }) => { if (file.name().endsWith('secret.txt')) throw 'not for you'; });
            Parse.Cloud.afterFind(Parse.File, (request) => { if (request.file.name().endsWith('changed.txt')) request.forceDownload = true; });
            """);
        var master = cloud.Server.Master(app);
        async Task<(string Name, string Url)> UploadAsync(string name)
        {
            var json = (await master.SendAsync(HttpMethod.Post, $"/parse/files/{name}", "hello", "text/plain")).Expect(201).Json;
            return (json.GetProperty("name").GetString()!, new Uri(json.GetProperty("url").GetString()!).PathAndQuery);
        }

        (await master.SendAsync(HttpMethod.Post, "/parse/files/bad.txt", "hello", "text/plain")).ExpectError(130, "not this file");
        var changed = await UploadAsync("change.txt");
        Assert.EndsWith("_changed.txt", changed.Name, StringComparison.Ordinal);
        var content = (await master.GetAsync(changed.Url)).Expect(200);
        Assert.Equal("was 5", content.Text);
        Assert.StartsWith("attachment", content.Headers["Content-Disposition"], StringComparison.Ordinal);
        (await master.DeleteAsync($"/parse/files/{changed.Name}")).Expect(200);

        var kept = await UploadAsync("kept.txt");
        (await master.DeleteAsync($"/parse/files/{kept.Name}")).ExpectError(141, "it stays");
        Assert.Equal("hello", (await master.GetAsync(kept.Url)).Expect(200).Text);
        (await master.GetAsync((await UploadAsync("secret.txt")).Url)).Expect(403);
        Assert.Equal(
            [$"deleted {changed.Name}", $"saved {changed.Name}"],
            (await master.GetAsync("/parse/classes/Trace")).Expect(200).Results.Select(row => $"{row.GetProperty("what").GetString()} {row.GetProperty("name").GetString()}").Where(line => line.EndsWith(changed.Name, StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Triggers_of_the_config_see_and_refuse_its_changes()
    {
        var app = await cloud.DeployAsync("config", """
            Parse.Cloud.beforeSave(Parse.Config, ({ object, original }) => {
              if (object.get('level') > 5) throw new Parse.Error(119, 'too high');
            });
            Parse.Cloud.afterSave(Parse.Config, ({ object, original }) =>
              new Parse.Object('Trace').save({ level: object.get('level'), was: original?.get('level') ?? 0 }, { useMasterKey: true }));
            """);
        var master = cloud.Server.Master(app);
        (await master.PutAsync("/parse/config", """{"params":{"level":3}}""")).Expect(200);
        (await master.PutAsync("/parse/config", """{"params":{"level":{"__op":"Increment","amount":1}}}""")).Expect(200);
        (await master.PutAsync("/parse/config", """{"params":{"level":{"__op":"Increment","amount":2}}}""")).ExpectError(119, "too high");
        Assert.Equal(4, (await master.GetAsync("/parse/config")).Expect(200).Json.GetProperty("params").GetProperty("level").GetInt32());
        Assert.Equal(["3 0", "4 3"], (await master.GetAsync("/parse/classes/Trace", ("order", "level"))).Expect(200).Results.Select(row => $"{row.GetProperty("level")} {row.GetProperty("was")}"));
    }

    private async Task<App?> CurrentAsync(App app) =>
        await cloud.Server.Services.GetRequiredService<IAppStore>().FindAsync(app.Id, TestContext.Current.CancellationToken);
}
