using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class TransportTests(TestServer server)
{
    private readonly RestClient _anonymous = server.Anonymous(server.Open);

    [Fact]
    public async Task Credentials_and_the_method_may_stand_in_a_text_body()
    {
        var bare = new RestClient(server.Http, server.Address, server.Guarded);
        bare.Headers.Clear();
        var master = $$""" "_ApplicationId":"{{server.Guarded.Id}}","_MasterKey":"{{server.Guarded.Keys.Master}}","_ClientVersion":"js8.6.2","_InstallationId":"i","_context":{},"_ContentType":"application/json","_RevocableSession":"1" """;
        var id = (await bare.SendAsync(HttpMethod.Post, "/parse/classes/Texted", $$"""{"n":1,{{master}} }""", "text/plain")).Expect(201).Json.GetProperty("objectId").GetString();
        var stored = (await bare.SendAsync(HttpMethod.Post, $"/parse/classes/Texted/{id}", $$"""{"_method":"GET",{{master}} }""", "text/plain")).Expect(200).Json;
        Assert.Equal(["createdAt", "n", "objectId", "updatedAt"], stored.EnumerateObject().Select(p => p.Name).Order());

        var found = await bare.SendAsync(HttpMethod.Post, "/parse/classes/Texted", $$"""{"_method":"GET","where":{"n":{"$gte":1} },"limit":5,"count":1,"order":"-n","keys":"n",{{master}} }""", "text/plain");
        Assert.Equal(1, found.Expect(200).Json.GetProperty("count").GetInt32());
        (await bare.SendAsync(HttpMethod.Post, $"/parse/classes/Texted/{id}", $$"""{"_method":"PUT","n":2,{{master}} }""", "text/plain")).Expect(200);
        (await bare.SendAsync(HttpMethod.Post, $"/parse/classes/Texted/{id}", $$"""{"_method":"DELETE","_noBody":true,{{master}} }""", "text/plain")).Expect(200);
    }

    [Fact]
    public async Task The_app_may_stand_in_the_path()
    {
        var bare = new RestClient(server.Http, server.Address, server.Open);
        bare.Headers.Clear();
        var created = (await bare.PostAsync($"/apps/{server.Open.Id}/parse/classes/Pathed", """{"n":1}""")).Expect(201);
        Assert.StartsWith(new Uri(server.Address, $"/apps/{server.Open.Id}/parse/classes/Pathed/").ToString(), created.Headers["Location"], StringComparison.Ordinal);
        (await bare.GetAsync("/apps/unknown/parse/classes/Pathed")).ExpectUnauthorized();
        (await bare.GetAsync("/parse/classes/Pathed")).ExpectUnauthorized();
    }

    [Fact]
    public async Task Basic_authentication_names_the_app_and_the_master_key()
    {
        var client = new RestClient(server.Http, server.Address, server.Guarded);
        client.Headers.Clear();
        client.Headers["Authorization"] = Basic($"{server.Guarded.Id}:{server.Guarded.Keys.Master}");
        (await client.GetAsync("/parse/schemas")).Expect(200);
        client.Headers["Authorization"] = Basic($"{server.Guarded.Id}:javascript-key={server.Guarded.Keys.JavaScript}");
        (await client.GetAsync("/parse/schemas")).Expect(403);
        client.Headers["Authorization"] = "Basic !!!";
        (await client.GetAsync("/parse/schemas")).ExpectUnauthorized();
    }

    [Fact]
    public async Task A_wrong_master_key_gives_no_privileges_and_is_no_error()
    {
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Master-Key"] = "wrong";
        await client.CreateAsync("WrongKey", "{}");
        (await client.GetAsync("/parse/classes/WrongKey")).Expect(200);
        (await client.GetAsync("/parse/schemas")).Expect(403);
    }

    [Fact]
    public async Task A_client_key_can_be_required()
    {
        var app = await server.CreateAppAsync("keyed", new AppOptions { RequireClientKey = true, DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var client = server.Anonymous(app);
        (await client.GetAsync("/parse/classes/Any")).ExpectUnauthorized();
        client.Headers["X-Parse-REST-API-Key"] = "wrong";
        (await client.GetAsync("/parse/classes/Any")).ExpectUnauthorized();
        client.Headers["X-Parse-Javascript-Key"] = app.Keys.JavaScript;
        (await client.GetAsync("/parse/classes/Any")).Expect(200);
        (await server.Master(app).GetAsync("/parse/classes/Any")).Expect(200);
    }

    [Fact]
    public async Task The_master_key_is_taken_only_from_its_addresses()
    {
        var app = await server.CreateAppAsync("remote", new AppOptions { MasterKeyIps = ["10.0.0.0/8", "::1"] });
        (await server.Master(app).GetAsync("/parse/schemas")).ExpectUnauthorized();
        app = await server.CreateAppAsync("local", new AppOptions { MasterKeyIps = ["127.0.0.0/8"], AllowOrigin = "https://shop.example" });
        var answer = (await server.Master(app).GetAsync("/parse/schemas")).Expect(200);
        Assert.Equal("https://shop.example", answer.Headers["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task A_session_token_is_invalid_while_there_are_no_users()
    {
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Session-Token"] = "r:0123456789abcdef0123456789abcdef";
        (await client.GetAsync("/parse/classes/Any")).ExpectError(209, "Invalid session token");
        var body = await _anonymous.SendAsync(HttpMethod.Post, "/parse/classes/Any", """{"_method":"GET","_SessionToken":"r:x"}""", "text/plain");
        body.ExpectError(209);
    }

    [Fact]
    public async Task Browsers_of_any_origin_are_answered()
    {
        var preflight = (await _anonymous.SendAsync(HttpMethod.Options, "/parse/classes/Any", null)).Expect(200);
        var error = (await _anonymous.GetAsync("/parse/nowhere")).Expect(404);
        foreach (var answer in (Answer[])[preflight, error])
        {
            Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
            Assert.Contains("X-Parse-Application-Id", answer.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
            Assert.Equal("GET,PUT,POST,DELETE,OPTIONS", answer.Headers["Access-Control-Allow-Methods"]);
        }
    }

    [Fact]
    public async Task Health_needs_no_app()
    {
        foreach (var path in (string[])["/health", "/parse/health", "/apps/any/parse/health"])
        {
            using var response = await server.Http.GetAsync(new Uri(server.Address, path), TestContext.Current.CancellationToken);
            var answer = await Answer.ReadAsync(response);
            Assert.Equal("""{"status":"ok"}""", answer.Expect(200).Text);
        }
    }

    [Fact]
    public async Task ServerInfo_tells_the_features_and_the_version()
    {
        var info = (await server.Master(server.Open).GetAsync("/parse/serverInfo")).Expect(200).Json;
        Assert.Equal("9.10.0", info.GetProperty("parseServerVersion").GetString());
        Assert.True(info.GetProperty("features").GetProperty("schemas").GetProperty("addField").GetBoolean());
    }

    [Fact]
    public async Task An_unknown_path_is_a_JSON_404()
    {
        foreach (var path in (string[])["/parse", "/parse/", "/parse/classes", "/parse/classes/A/b/c", "/parse/nope"])
        {
            var answer = (await _anonymous.GetAsync(path)).Expect(404);
            Assert.Equal(107, answer.Json.GetProperty("code").GetInt32());
        }
    }

    [Fact]
    public async Task A_large_answer_is_streamed_whole()
    {
        var text = new string('x', 100_000);
        for (var i = 0; i < 30; i++)
            await _anonymous.CreateAsync("Large", $$"""{"text":"{{text}}","n":{{i}} }""");
        var answer = (await _anonymous.GetAsync("/parse/classes/Large", ("order", "n"))).Expect(200);
        Assert.False(answer.Headers.ContainsKey("Content-Length"));
        Assert.Equal(Enumerable.Range(0, 30), answer.Results.Select(row => row.GetProperty("n").GetInt32()));
        Assert.True((await _anonymous.GetAsync("/parse/classes/Large", ("limit", "1"))).Headers.ContainsKey("Content-Length"));
    }

    private static string Basic(string text) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}";
}
