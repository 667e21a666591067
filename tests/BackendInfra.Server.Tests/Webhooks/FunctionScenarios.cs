using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

[Collection(nameof(ServerCollection))]
public sealed class FunctionScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    private readonly RestClient _anonymous = server.Anonymous(server.Open);

    [Fact]
    public async Task A_function_is_given_body_and_query_and_its_result_is_sent()
    {
        await DefineAsync("fnEcho", hooks.On("fnEcho", body => $$"""{"success":{{body.GetProperty("params").GetRawText()}} }"""));
        var answer = (await _anonymous.PostAsync("/parse/functions/fnEcho?q=text&both=query", """
            {"n":1,"both":"body","at":{"__type":"Date","iso":"2020-01-01T00:00:00Z"},"file":{"__type":"File","name":"a.txt","url":"http://x/a.txt"},
             "deep":[{"at":{"__type":"Date","iso":"2020-01-01T00:00:00.000Z"},"where":{"a":{"$gt":1},"b.c":2}}],"pointer":{"__type":"Pointer","className":"C","objectId":"x"}}
            """)).Expect(200);
        Answer.AreEqual("""
            {"result":{"n":1,"both":"query","q":"text","at":"2020-01-01T00:00:00.000Z","file":{"__type":"File","name":"a.txt","url":"http://x/a.txt"},
             "deep":[{"at":"2020-01-01T00:00:00.000Z","where":{"a":{"$gt":1},"b.c":2}}],"pointer":{"__type":"Pointer","className":"C","objectId":"x"}}}
            """, answer.Text);

        var call = Assert.Single(hooks.CallsOf("fnEcho"));
        Assert.Equal("fnEcho", call.Body.GetProperty("functionName").GetString());
        Assert.False(call.Body.GetProperty("master").GetBoolean());
        Assert.Equal(server.Open.Keys.Webhook, call.Headers["X-Parse-Webhook-Key"]);
    }

    [Fact]
    public async Task A_function_is_told_who_calls_and_the_read_only_key_is_no_master_key_to_it()
    {
        await DefineAsync("fnWho", hooks.On("fnWho", body => $$"""{"success":{{body.GetProperty("master").GetRawText()}} }"""));
        Assert.Equal("""{"result":true}""", (await server.Master(server.Open).PostAsync("/parse/functions/fnWho", "{}")).Expect(200).Text);
        Assert.Equal("""{"result":false}""", (await server.ReadOnlyMaster(server.Open).PostAsync("/parse/functions/fnWho", "{}")).Expect(200).Text);

        var user = (await _anonymous.PostAsync("/parse/users", """{"username":"fn-caller","password":"pw"}""")).Expect(201).Json;
        var client = new RestClient(server.Http, server.Address, server.Open) { Headers = { ["X-Parse-Session-Token"] = user.GetProperty("sessionToken").GetString()! } };
        (await client.SendAsync(HttpMethod.Post, "/parse/functions/fnWho", null)).Expect(200);
        Assert.Equal(user.GetProperty("objectId").GetString(), hooks.CallsOf("fnWho")[^1].Body.GetProperty("user").GetProperty("objectId").GetString());
        Assert.Equal("{}", hooks.CallsOf("fnWho")[^1].Body.GetProperty("params").GetRawText());
    }

    [Theory]
    [InlineData("""{"success":[1,{"__type":"Object","className":"C","objectId":"x","a":1}]}""", """{"result":[1,{"__type":"Object","className":"C","objectId":"x","a":1}]}""")]
    [InlineData("""{"success":false}""", """{"result":false}""")]
    [InlineData("""{"success":0,"error":"","more":1}""", """{"result":0}""")]
    [InlineData("""{"success":null}""", "{}")]
    public async Task Any_JSON_is_a_result(string sent, string expected)
    {
        var name = $"fnAny{sent.Length}";
        await DefineAsync(name, hooks.On(name, _ => sent));
        Answer.AreEqual(expected, (await _anonymous.PostAsync($"/parse/functions/{name}", "{}")).Expect(200).Text);
    }

    [Fact]
    public async Task A_functions_refusal_keeps_its_code()
    {
        await DefineAsync("fnText", hooks.On("fnText", _ => """{"error":"no"}"""));
        await DefineAsync("fnCode", hooks.On("fnCode", _ => """{"error":{"code":1337,"error":"own"}}"""));
        await DefineAsync("fnStatus", hooks.OnRequest("fnStatus", async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("""{"error":{"code":1338,"message":"with a status"}}""");
        }));
        await DefineAsync("fnBroken", hooks.On("fnBroken", _ => "<html>"));
        (await _anonymous.PostAsync("/parse/functions/fnText", "{}")).ExpectError(141, "no");
        (await _anonymous.PostAsync("/parse/functions/fnCode", "{}")).ExpectError(1337, "own");
        (await _anonymous.PostAsync("/parse/functions/fnStatus", "{}")).ExpectError(1338, "with a status");
        (await _anonymous.PostAsync("/parse/functions/fnBroken", "{}")).ExpectError(143);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    [InlineData("toString")]
    public async Task An_unknown_function_is_refused(string name) =>
        (await _anonymous.PostAsync($"/parse/functions/{name}", "{}")).ExpectError(141, $"Invalid function: \"{name}\"");

    [Theory]
    [InlineData("""{"__proto__":1}""", 105)]
    [InlineData("""{"a":[{"constructor":1}]}""", 105)]
    [InlineData("""{"a":{"__type":"Date","iso":"nonsense"}}""", 107)]
    [InlineData("[1]", 107)]
    public async Task Malformed_parameters_are_refused(string body, int code)
    {
        await DefineAsync("fnBad", hooks.On("fnBad", _ => """{"success":1}"""));
        (await _anonymous.PostAsync("/parse/functions/fnBad", body)).ExpectError(code);
        Assert.Empty(hooks.CallsOf("fnBad"));
    }

    [Fact]
    public async Task Functions_of_one_app_are_no_other_apps()
    {
        await DefineAsync("fnOwn", hooks.On("fnOwn", _ => """{"success":1}"""));
        (await server.Anonymous(server.Guarded).PostAsync("/parse/functions/fnOwn", "{}")).ExpectError(141);
        var batch = (await _anonymous.PostAsync("/parse/batch", """{"requests":[{"method":"POST","path":"/parse/functions/fnOwn","body":{}},{"method":"POST","path":"/parse/functions/none","body":{}}]}""")).Expect(200).Json;
        Answer.AreEqual("""{"result":1}""", batch[0].GetProperty("success").GetRawText());
        Assert.Equal(141, batch[1].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task GraphQL_calls_functions_by_an_enum_of_their_names()
    {
        var app = await server.CreateAppAsync("fngraph", new AppOptions { GraphQLPublicIntrospection = true });
        var (client, master) = (server.Anonymous(app), server.Master(app));
        Assert.Equal("null", (await GraphAsync(client, """{ __type(name: "CloudCodeFunction") { name } }""")).GetProperty("data").GetProperty("__type").GetRawText());
        var url = hooks.On("fngraph", body => body.GetProperty("params").TryGetProperty("fail", out _) ? """{"error":{"code":4711,"error":"failed"}}""" : $$"""{"success":{{body.GetProperty("params").GetRawText()}} }""");
        foreach (var name in (string[])["hello", "a.b", "9lives", "__x", "true"])
            (await master.PostAsync("/parse/hooks/functions", $$"""{"functionName":"{{name}}","url":"{{url}}"}""")).Expect(200);
        Answer.AreEqual("""[{"name":"hello"}]""", (await GraphAsync(client, """{ __type(name: "CloudCodeFunction") { enumValues { name } } }""")).GetProperty("data").GetProperty("__type").GetProperty("enumValues").GetRawText());

        const string call = "mutation($p: Object) { callCloudCode(input: { functionName: hello, clientMutationId: \"m\", params: $p }) { clientMutationId result } }";
        var answer = await GraphAsync(client, call, new { p = new { n = 1, deep = new object[] { new { at = new { __type = "Date", iso = "2020-01-01T00:00:00Z" } }, 1.5, true } } });
        Answer.AreEqual("""{"clientMutationId":"m","result":{"n":1,"deep":[{"at":"2020-01-01T00:00:00.000Z"},1.5,true]}}""", answer.GetProperty("data").GetProperty("callCloudCode").GetRawText());
        Answer.AreEqual("""{"result":{}}""", (await GraphAsync(client, "mutation { callCloudCode(input: { functionName: hello }) { result } }")).GetProperty("data").GetProperty("callCloudCode").GetRawText());
        Answer.AreEqual("""{"result":{"a":{"b":[1,"x"]}}}""", (await GraphAsync(client, "mutation($x: String) { callCloudCode(input: { functionName: hello, params: { a: { b: [1, $x] } } }) { result } }", new { x = "x" })).GetProperty("data").GetProperty("callCloudCode").GetRawText());

        var error = (await GraphAsync(client, call, new { p = new { fail = true } })).GetProperty("errors")[0];
        Assert.Equal(("failed", 4711), (error.GetProperty("message").GetString(), error.GetProperty("extensions").GetProperty("code").GetInt32()));
        var calls = hooks.CallsOf("fngraph").Count;
        Assert.True((await GraphAsync(client, call, new { p = new Dictionary<string, object> { ["constructor"] = 1 } })).TryGetProperty("errors", out _));
        Assert.True((await GraphAsync(client, "mutation { callCloudCode(input: { functionName: nothing }) { result } }")).TryGetProperty("errors", out _));
        Assert.Equal(calls, hooks.CallsOf("fngraph").Count);
    }

    [Fact]
    public async Task A_functions_rate_limit_counts_calls_of_REST_and_GraphQL_together()
    {
        var limit = new RateLimitOptions { RequestPath = "/functions/dear", RequestCount = 2, RequestTimeWindow = 3_600_000 };
        var app = await server.CreateAppAsync("fnlimit", new AppOptions { RateLimit = [limit] });
        var client = server.Anonymous(app);
        foreach (var name in (string[])["dear", "cheap"])
            (await server.Master(app).PostAsync("/parse/hooks/functions", $$"""{"functionName":"{{name}}","url":"{{hooks.On("fnlimit", _ => """{"success":1}""")}}"}""")).Expect(200);
        (await client.PostAsync("/parse/functions/dear", "{}")).Expect(200);
        var both = await GraphAsync(client, "mutation { a: callCloudCode(input: { functionName: dear }) { result } b: callCloudCode(input: { functionName: dear }) { result } c: callCloudCode(input: { functionName: cheap }) { result } }");
        Assert.Equal("b", Assert.Single(both.GetProperty("errors").EnumerateArray()).GetProperty("path")[0].GetString());
        Assert.Equal(3, hooks.CallsOf("fnlimit").Count);
        Assert.Equal(429, (await client.PostAsync("/parse/functions/dear", "{}")).Status);
    }

    private static async Task<JsonElement> GraphAsync(RestClient client, string query, object? variables = null) =>
        (await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables }))).Json;

    private async Task DefineAsync(string name, string url)
    {
        var master = server.Master(server.Open);
        if ((await master.GetAsync($"/parse/hooks/functions/{name}")).Status != 200)
            (await master.PostAsync("/parse/hooks/functions", $$"""{"functionName":"{{name}}","url":"{{url}}"}""")).Expect(200);
    }
}
