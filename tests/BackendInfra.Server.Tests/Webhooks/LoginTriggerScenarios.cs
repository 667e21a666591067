using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

[Collection(nameof(ServerCollection))]
public sealed class LoginTriggerScenarios(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    [Fact]
    public async Task Logging_in_and_out_runs_triggers_in_REST_and_GraphQL()
    {
        var app = await server.CreateAppAsync("hooklogin", new AppOptions());
        var (client, master) = (server.Anonymous(app), server.Master(app));
        (await client.PostAsync("/parse/users", """{"username":"ada","password":"pw"}""")).Expect(201);
        (await client.PostAsync("/parse/users", """{"username":"banned","password":"pw"}""")).Expect(201);
        await HookServer.TriggerAsync(master, "_User", "beforeLogin", hooks.On("before", body =>
            body.GetProperty("object").GetProperty("username").GetString() == "banned" ? """{"error":{"code":101,"error":"You are banned."}}""" : """{"success":{}}"""));
        await HookServer.TriggerAsync(master, "_User", "afterLogin", hooks.On("after", _ => """{"error":"ignored"}"""));
        await HookServer.TriggerAsync(master, "_Session", "afterLogout", hooks.On("out", _ => """{"success":{}}"""));

        (await client.PostAsync("/parse/login", """{"username":"ada","password":"wrong"}""")).ExpectError(101, "Invalid username/password.");
        Assert.Empty(hooks.CallsOf("before"));
        (await client.PostAsync("/parse/login", """{"username":"banned","password":"pw"}""")).ExpectError(101, "You are banned.");
        Assert.Empty(hooks.CallsOf("after"));
        Assert.Equal(2, (await master.GetAsync("/parse/sessions")).Expect(200).Results.Count);

        var user = (await client.PostAsync("/parse/login", """{"username":"ada","password":"pw"}""")).Expect(200).Json;
        var token = user.GetProperty("sessionToken").GetString()!;
        Assert.False(hooks.CallsOf("before")[^1].Body.TryGetProperty("user", out _));
        var after = Assert.Single(hooks.CallsOf("after")).Body;
        Assert.Equal(("ada", token), (after.GetProperty("user").GetProperty("username").GetString(), after.GetProperty("user").GetProperty("sessionToken").GetString()));
        Assert.Equal(user.GetProperty("objectId").GetString(), after.GetProperty("object").GetProperty("objectId").GetString());
        Assert.All(hooks.CallsOf("before").Concat(hooks.CallsOf("after")), call => Assert.DoesNotContain("assword", call.Body.GetProperty("object").GetRawText(), StringComparison.Ordinal));

        client.Headers["X-Parse-Session-Token"] = token;
        (await client.PostAsync("/parse/logout", "{}")).Expect(200);
        var session = Assert.Single(hooks.CallsOf("out")).Object;
        Assert.Equal(("_Session", user.GetProperty("objectId").GetString()), (session.GetProperty("className").GetString(), session.GetProperty("user").GetProperty("objectId").GetString()));
        Assert.DoesNotContain(token, session.GetRawText(), StringComparison.Ordinal);
        (await client.GetAsync("/parse/users/me")).ExpectError(209);

        client.Headers.Remove("X-Parse-Session-Token");
        var refused = await GraphAsync(client, """mutation { logIn(input: { username: "banned", password: "pw" }) { viewer { sessionToken } } }""");
        Assert.Equal("You are banned.", refused.GetProperty("errors")[0].GetProperty("message").GetString());
        var viewer = await GraphAsync(client, """mutation { logIn(input: { username: "ada", password: "pw" }) { viewer { sessionToken } } }""");
        client.Headers["X-Parse-Session-Token"] = viewer.GetProperty("data").GetProperty("logIn").GetProperty("viewer").GetProperty("sessionToken").GetString()!;
        Assert.Equal(2, hooks.CallsOf("after").Count);
        await GraphAsync(client, """mutation { logOut(input: {}) { ok } }""");
        Assert.Equal(2, hooks.CallsOf("out").Count);
    }

    [Fact]
    public async Task A_beforeLogin_that_cannot_run_lets_nobody_in()
    {
        var app = await server.CreateAppAsync("hooknologin", new AppOptions());
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"ada","password":"pw"}""")).Expect(201);
        await HookServer.TriggerAsync(server.Master(app), "_User", "beforeLogin", "http://127.0.0.1:1/");
        (await server.Anonymous(app).PostAsync("/parse/login", """{"username":"ada","password":"pw"}""")).ExpectError(143);
        Assert.Single((await server.Master(app).GetAsync("/parse/sessions")).Expect(200).Results);
    }

    [Fact]
    public async Task Who_signs_in_elsewhere_comes_through_the_same_triggers()
    {
        var app = await server.CreateAppAsync("hookelsewhere", new AppOptions());
        var client = server.Anonymous(app);
        const string body = """{"authData":{"anonymous":{"id":"hooked-1"}}}""";
        var id = (await client.PostAsync("/parse/users", body)).Expect(201).Json.GetProperty("objectId").GetString();
        (await client.PostAsync("/parse/users", body)).Expect(200);
        var refuses = false;
        await HookServer.TriggerAsync(server.Master(app), "_User", "beforeLogin", hooks.On("elsewhere", _ => refuses ? """{"error":"not now"}""" : """{"success":true}"""));
        (await client.PostAsync("/parse/users", body)).Expect(200);
        Assert.Equal(id, Assert.Single(hooks.CallsOf("elsewhere")).Object.GetProperty("objectId").GetString());
        refuses = true;
        (await client.PostAsync("/parse/users", body)).ExpectError(141, "not now");
    }

    private static async Task<JsonElement> GraphAsync(RestClient client, string query) =>
        (await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query }))).Json;
}
