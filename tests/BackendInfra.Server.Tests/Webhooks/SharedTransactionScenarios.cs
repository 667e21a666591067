using System.Text.Json;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>Requests of a hook that carry the token of the transaction that waits for it; each test uses classes of its own.</summary>
[Collection(nameof(ServerCollection))]
public sealed class SharedTransactionScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    private const string Token = "X-BackendInfra-Transaction";
    private const string Done = """{"success":true}""";
    private readonly RestClient _master = server.Master(server.Open);

    [Fact]
    public async Task A_trigger_sees_what_its_transaction_has_written()
    {
        var seen = new List<int>();
        await BeforeSaveAsync("SharedSeen", async within =>
        {
            seen.Add((await within.GetAsync("/parse/classes/SharedSeen")).Expect(200).Results.Count);
            return Done;
        });
        (await BatchAsync("SharedSeen", 1, 2, 3)).Expect(200);
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task What_a_trigger_writes_is_kept_or_undone_with_its_transaction()
    {
        await BeforeSaveAsync("SharedMade", async within =>
        {
            await within.CreateAsync("SharedNote", """{"text":"made by the trigger"}""");
            return Done;
        });
        await _master.CreateAsync("SharedNote", """{"text":"there before"}""");

        var refused = await _master.PostAsync("/parse/batch", JsonSerializer.Serialize(new
        {
            transaction = true,
            requests = new object[]
            {
                new { method = "POST", path = "/parse/classes/SharedMade", body = new { n = 1 } },
                new { method = "DELETE", path = "/parse/classes/SharedMade/nowhere" },
            },
        }));
        refused.Expect(400);
        Assert.Single((await _master.GetAsync("/parse/classes/SharedNote")).Results);

        (await BatchAsync("SharedMade", 1, 2)).Expect(200);
        Assert.Equal(3, (await _master.GetAsync("/parse/classes/SharedNote")).Results.Count);
    }

    [Fact]
    public async Task A_triggers_own_failed_request_undoes_itself_only()
    {
        await _master.DefineAsync("SharedUnique", """{"fields":{"key":{"type":"String"}},"indexes":{"byKey":{"keys":{"key":1},"unique":true}}}""");
        await BeforeSaveAsync("SharedTried", async within =>
        {
            await within.CreateAsync("SharedUnique", """{"key":"first"}""");
            (await within.PostAsync("/parse/classes/SharedUnique", """{"key":"first"}""")).ExpectError(137);
            (await within.PostAsync("/parse/classes/SharedUnique", """{"key":17}""")).ExpectError(111);
            await within.CreateAsync("SharedUnique", """{"key":"second","added":true}""");
            return Done;
        });
        (await BatchAsync("SharedTried", 1)).Expect(200);
        Assert.Equal(["first", "second"], (await _master.GetAsync("/parse/classes/SharedUnique", ("order", "key"))).All("key"));
        Assert.Single((await _master.GetAsync("/parse/classes/SharedTried")).Results);
    }

    [Fact]
    public async Task Triggers_of_a_triggers_own_writes_share_the_same_transaction()
    {
        await BeforeSaveAsync("SharedInner", async within => $$$"""{"success":{"seen":{{{(await within.GetAsync("/parse/classes/SharedOuter")).Results.Count}}}}}""");
        await BeforeSaveAsync("SharedOuter", async within =>
        {
            await within.CreateAsync("SharedInner", "{}");
            return Done;
        });
        (await BatchAsync("SharedOuter", 1, 2)).Expect(200);
        Assert.Equal(["0", "1"], (await _master.GetAsync("/parse/classes/SharedInner", ("order", "seen"))).Results.Select(made => made.GetProperty("seen").GetRawText()));
    }

    [Fact]
    public async Task Triggers_of_a_mutation_in_a_transaction_and_of_nested_writes_share_it()
    {
        var seen = new List<int>();
        await _master.DefineAsync("SharedChild", """{"fields":{"n":{"type":"Number"}}}""");
        await _master.DefineAsync("SharedParent", """{"fields":{"child":{"type":"Pointer","targetClass":"SharedChild"}}}""");
        await BeforeSaveAsync("SharedParent", async within =>
        {
            seen.Add((await within.GetAsync("/parse/classes/SharedChild")).Results.Count);
            return Done;
        });
        const string Nested = """createSharedParent(input: { fields: { child: { createAndLink: { n: 1 } } } }) { sharedParent { objectId } }""";
        var answer = (await _master.PostAsync("/graphql", JsonSerializer.Serialize(new { query = $"mutation @transaction {{ a: {Nested} b: {Nested} }}" }))).Json;
        Assert.False(answer.TryGetProperty("errors", out var errors), errors.ToString());
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task A_token_is_refused_in_another_app_and_when_its_transaction_is_over()
    {
        var other = server.Master(await server.CreateAppAsync("othertransaction", new Core.Apps.AppOptions()));
        RestClient? kept = null;
        await BeforeSaveAsync("SharedKept", async within =>
        {
            kept = within;
            other.Headers[Token] = within.Headers[Token];
            (await other.GetAsync("/parse/classes/SharedKept")).ExpectError(141);
            return Done;
        });
        (await BatchAsync("SharedKept", 1)).Expect(200);
        (await kept!.GetAsync("/parse/classes/SharedKept")).ExpectError(141);
        (await kept.PostAsync("/parse/classes/SharedKept", "{}")).ExpectError(141);
        Assert.Single((await _master.GetAsync("/parse/classes/SharedKept")).Results);
    }

    [Fact]
    public async Task Outside_of_a_transaction_there_is_no_token()
    {
        await HookServer.TriggerAsync(_master, "SharedNone", "beforeSave", hooks.On("SharedNone", _ => Done));
        await _master.CreateAsync("SharedNone", "{}");
        Assert.False(Assert.Single(hooks.CallsOf("SharedNone")).Headers.ContainsKey(Token));
    }

    /// <param name="answer">Gets the way into the transaction, with the master key.</param>
    private Task BeforeSaveAsync(string className, Func<RestClient, Task<string>> answer) => HookServer.TriggerAsync(_master, className, "beforeSave", hooks.OnRequest(className, async context =>
    {
        var within = server.Master(server.Open);
        foreach (var name in new[] { Token, "X-BackendInfra-Trigger-Depth" })
            within.Headers[name] = context.Request.Headers[name].ToString();
        string json;
        try
        {
            json = await answer(within);
        }
        catch (Exception failed)
        {
            // So that the test that fails says why.
            json = JsonSerializer.Serialize(new { error = failed.Message });
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(json), context.RequestAborted);
    }));

    private Task<Answer> BatchAsync(string className, params int[] numbers) => _master.PostAsync("/parse/batch", JsonSerializer.Serialize(new
    {
        transaction = true,
        requests = numbers.Select(n => new { method = "POST", path = $"/parse/classes/{className}", body = new { n } }),
    }));
}
