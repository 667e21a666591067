using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §1: what a request says of its app and its caller, beside <see cref="TransportTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section01HeaderTests(TestServer server)
{
    private static readonly AppOptions Keyed =
        new() { RequireClientKey = true, DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true };

    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task Each_of_the_four_client_keys_is_enough()
    {
        var app = await server.CreateAppAsync("ref-four-keys", Keyed);
        (string Header, string Key)[] keys =
        [
            ("X-Parse-REST-API-Key", app.Keys.Rest), ("X-Parse-Javascript-Key", app.Keys.JavaScript), ("X-Parse-Client-Key", app.Keys.Client), ("X-Parse-Windows-Key", app.Keys.DotNet),
        ];
        foreach (var (header, key) in keys)
        {
            var client = server.Anonymous(app);
            client.Headers[header] = key;
            (await client.GetAsync("/parse/classes/Any")).Expect(200);
            client.Headers[header] = "wrong";
            (await client.GetAsync("/parse/classes/Any")).ExpectUnauthorized();
        }

        var basic = new RestClient(server.Http, server.Address, app);
        basic.Headers.Clear();
        basic.Headers["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.Id}:javascript-key={app.Keys.JavaScript}"))}";
        (await basic.GetAsync("/parse/classes/Any")).Expect(200);
    }

    [Fact]
    public async Task The_maintenance_key_reaches_all_objects_and_no_route_of_the_master_key()
    {
        await server.Master(server.Guarded).DefineAsync("RefMaintained", """{"fields":{"n":{"type":"Number"}}}""");
        var client = server.Anonymous(server.Guarded);
        client.Headers["X-Parse-Maintenance-Key"] = server.Guarded.Keys.Maintenance;
        var id = await client.CreateAsync("RefMaintained", """{"n":1,"ACL":{}}""");
        (await client.GetAsync($"/parse/classes/RefMaintained/{id}")).Expect(200);
        (await client.PutAsync($"/parse/classes/RefMaintained/{id}", """{"_rperm":["*"]}""")).ExpectError(105, "Invalid key name: _rperm");
        (await client.GetAsync("/parse/schemas")).Expect(403);

        var elsewhere = await server.CreateAppAsync("ref-maintenance-elsewhere", new AppOptions { MasterKeyIps = ["10.0.0.0/8"] });
        client = server.Anonymous(elsewhere);
        client.Headers["X-Parse-Maintenance-Key"] = elsewhere.Keys.Maintenance;
        (await client.GetAsync("/parse/classes/Any")).ExpectUnauthorized();
    }

    [Theory]
    [InlineData("GET", "/parse/classes/Any")]
    [InlineData("POST", "/parse/users")]
    [InlineData("GET", "/parse/users/me")]
    [InlineData("GET", "/parse/sessions/me")]
    [InlineData("POST", "/parse/logout")]
    [InlineData("POST", "/parse/batch")]
    [InlineData("GET", "/parse/config")]
    [InlineData("POST", "/parse/functions/any")]
    public async Task A_session_token_that_is_none_is_refused(string method, string path)
    {
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Session-Token"] = "r:00000000000000000000000000000000";
        (await client.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null)).ExpectError(209, "Invalid session token");
    }

    [Fact]
    public async Task Logging_in_ignores_a_session_token_and_an_empty_one_is_none()
    {
        (await _client.PostAsync("/parse/users", """{"username":"ref-ignored","password":"x"}""")).Expect(201);
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Session-Token"] = "r:00000000000000000000000000000000";
        (await client.PostAsync("/parse/login", """{"username":"ref-ignored","password":"x"}""")).Expect(200);
        (await client.GetAsync("/parse/login", ("username", "ref-ignored"), ("password", "x"))).Expect(200);
        client.Headers["X-Parse-Session-Token"] = "";
        (await client.GetAsync("/parse/classes/Any")).Expect(200);
    }

    [Fact]
    public async Task Beside_the_master_key_a_session_token_counts_for_nothing()
    {
        var token = (await _client.PostAsync("/parse/users", """{"username":"ref-beside","password":"x"}""")).Expect(201).Json.GetProperty("sessionToken").GetString()!;
        var client = server.Master(server.Open);
        client.Headers["X-Parse-Session-Token"] = token;
        (await client.GetAsync("/parse/users/me")).ExpectError(209, "Invalid session token");
        (await client.PostAsync("/parse/logout", "{}")).Expect(200);
        client.Headers["X-Parse-Session-Token"] = "r:00000000000000000000000000000000";
        (await client.GetAsync("/parse/classes/Any")).Expect(200);
        var user = server.Anonymous(server.Open);
        user.Headers["X-Parse-Session-Token"] = token;
        (await user.GetAsync("/parse/users/me")).Expect(200);
    }

    [Fact]
    public async Task The_installation_is_kept_with_the_session_and_a_revocable_session_is_what_all_are()
    {
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Installation-Id"] = "ref-device";
        client.Headers["X-Parse-Revocable-Session"] = "0";
        var token = (await client.PostAsync("/parse/users", """{"username":"ref-device","password":"x"}""")).Expect(201).Json.GetProperty("sessionToken").GetString()!;
        Assert.StartsWith("r:", token, StringComparison.Ordinal);
        client.Headers["X-Parse-Session-Token"] = token;
        Assert.Equal("ref-device", (await client.GetAsync("/parse/sessions/me")).Expect(200).Json.GetProperty("installationId").GetString());
    }

    [Fact]
    public async Task Only_a_POST_stands_for_another_method()
    {
        var id = await _client.CreateAsync("RefOverride", """{"n":1}""");
        (await _client.PutAsync($"/parse/classes/RefOverride/{id}", """{"_method":"DELETE","n":2}""")).Expect(200);
        var stored = (await _client.GetAsync($"/parse/classes/RefOverride/{id}")).Expect(200).Json;
        Assert.Equal(2, stored.GetProperty("n").GetInt32());
        Assert.False(stored.TryGetProperty("_method", out _));
    }

    [Theory]
    [InlineData("""{"_method":"GET","_context":[1]}""")]
    [InlineData("""{"_method":"GET","_context":"no JSON"}""")]
    [InlineData("""{"_method":"GET","_context":7}""")]
    public async Task A_context_in_the_body_is_an_object(string body) =>
        (await _client.PostAsync("/parse/classes/Any", body)).ExpectError(107, "Invalid object for context.");

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    public async Task A_body_is_JSON_whatever_its_content_type_says(string contentType)
    {
        var made = (await _client.SendAsync(HttpMethod.Post, "/parse/classes/RefTyped", """{"n":1}""", contentType)).Expect(201).Json;
        Assert.Equal(1, (await _client.GetAsync($"/parse/classes/RefTyped/{made.GetProperty("objectId")}")).Expect(200).Json.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Browsers_may_read_the_headers_that_name_jobs_and_pushes()
    {
        var exposed = (await _client.GetAsync("/parse/classes/Any")).Expect(200).Headers["Access-Control-Expose-Headers"];
        Assert.Contains("X-Parse-Job-Status-Id", exposed, StringComparison.Ordinal);
        Assert.Contains("X-Parse-Push-Status-Id", exposed, StringComparison.Ordinal);
    }
}
