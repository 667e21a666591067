using System.Globalization;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Users;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §10: users, sessions and roles, beside <see cref="UserScenarios"/> and <see cref="AuthDataScenarios"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section10UserTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly RestClient _master = server.Master(server.Open);

    [Theory]
    [InlineData("""{"password":"x"}""", 200, "bad or missing username")]
    [InlineData("""{"username":7,"password":"x"}""", 200, "bad or missing username")]
    [InlineData("""{"username":"ref-nobody"}""", 201, "password is required")]
    [InlineData("""{"username":"ref-nobody","password":""}""", 201, "password is required")]
    [InlineData("""{"username":"ref-nobody","password":"x","email":"none"}""", 125, "Email address format is invalid.")]
    [InlineData("""{"username":"ref-nobody","password":"x","email":"@"}""", 125, "Email address format is invalid.")]
    [InlineData("""{"username":"ref-nobody","password":"x","emailVerified":true}""", 119, "Clients aren't allowed to manually update email verification.")]
    [InlineData("""{"username":"ref-nobody","password":"x","authData":{"unheardOf":{"id":"1"}}}""", 252, "This authentication method is unsupported.")]
    public async Task A_sign_up_is_told_what_it_lacks(string body, int code, string message) =>
        (await _client.PostAsync("/parse/users", body)).ExpectError(code, message);

    [Theory]
    [InlineData("{}", 200, "username/email is required.")]
    [InlineData("""{"username":"ref-nobody"}""", 201, "password is required.")]
    [InlineData("""{"username":["ref-nobody"],"password":"x"}""", 101, "Invalid username/password.")]
    [InlineData("""{"username":"ref-nobody","password":"x"}""", 101, "Invalid username/password.")]
    public async Task A_log_in_is_told_what_it_lacks_and_not_what_is_wrong(string body, int code, string message) =>
        (await _client.PostAsync("/parse/login", body)).ExpectError(code, message);

    [Fact]
    public async Task A_name_an_address_as_name_and_an_address_log_in()
    {
        (await _client.PostAsync("/parse/users", """{"username":"ref-ways","password":"x","email":"ref-ways@example.com"}""")).Expect(201);
        foreach (var who in (string[])[""" "username":"ref-ways" """, """ "username":"ref-ways@example.com" """, """ "email":"ref-ways@example.com" """])
            Assert.Equal("ref-ways", (await _client.PostAsync("/parse/login", $$"""{ {{who}},"password":"x"}""")).Expect(200).Json.GetProperty("username").GetString());
    }

    [Fact]
    public async Task A_user_with_an_empty_ACL_is_locked_out()
    {
        var (id, _) = await SignUpAsync("ref-locked");
        (await _master.PutAsync($"/parse/users/{id}", """{"ACL":{}}""")).Expect(200);
        (await _client.PostAsync("/parse/login", """{"username":"ref-locked","password":"x"}""")).ExpectError(101, "Invalid username/password.");
        (await _client.PostAsync("/parse/verifyPassword", """{"username":"ref-locked","password":"x"}""")).ExpectError(101, "Invalid username/password.");
    }

    [Fact]
    public async Task A_session_tells_how_it_was_made_and_ends_after_a_year()
    {
        var (id, token) = await SignUpAsync("ref-sessions");
        var session = await SessionAsync(token);
        Answer.AreEqual("""{"action":"signup","authProvider":"password"}""", session.GetProperty("createdWith").GetRawText());
        Assert.Equal(id, session.GetProperty("user").GetProperty("objectId").GetString());
        Assert.Equal(token, session.GetProperty("sessionToken").GetString());
        var days = (Date(session.GetProperty("expiresAt").GetProperty("iso").GetString()!) - Date(session.GetProperty("createdAt").GetString()!)).TotalDays;
        Assert.InRange(days, 364.9, 365.1);

        var loggedIn = (await _client.PostAsync("/parse/login", """{"username":"ref-sessions","password":"x"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        Answer.AreEqual("""{"action":"login","authProvider":"password"}""", (await SessionAsync(loggedIn)).GetProperty("createdWith").GetRawText());
        var became = (await _master.PostAsync("/parse/loginAs", $$"""{"userId":"{{id}}"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        Answer.AreEqual("""{"action":"login","authProvider":"masterkey"}""", (await SessionAsync(became)).GetProperty("createdWith").GetRawText());

        static DateTimeOffset Date(string iso) => DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_the_server_wrote_into_a_session_stays_and_the_rest_may_be_changed()
    {
        var (_, token) = await SignUpAsync("ref-session-writes");
        var id = (await SessionAsync(token)).GetProperty("objectId").GetString();
        (await As(token).PutAsync($"/parse/sessions/{id}", """{"ACL":{"*":{"read":true}}}""")).ExpectError(105, "Cannot set ACL on a Session.");
        foreach (var (field, value) in ((string, string)[])[("user", "null"), ("installationId", "\"x\""), ("sessionToken", "\"r:x\""), ("expiresAt", "null"), ("createdWith", "{}")])
            (await As(token).PutAsync($"/parse/sessions/{id}", $$"""{"{{field}}":{{value}} }""")).ExpectError(105, $"Invalid key name: {field}");
        (await As(token).PutAsync($"/parse/sessions/{id}", """{"refNote":"mine"}""")).Expect(200);
        Assert.Equal("mine", (await SessionAsync(token)).GetProperty("refNote").GetString());
    }

    [Fact]
    public async Task A_new_password_ends_other_sessions_and_another_change_does_not()
    {
        var (id, token) = await SignUpAsync("ref-password");
        var other = (await _client.PostAsync("/parse/login", """{"username":"ref-password","password":"x"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        (await As(token).PutAsync($"/parse/users/{id}", """{"nick":"n"}""")).Expect(200);
        (await As(other).GetAsync("/parse/users/me")).Expect(200);
        (await As(token).PutAsync($"/parse/users/{id}", """{"password":"y"}""")).Expect(200);
        (await As(other).GetAsync("/parse/users/me")).ExpectError(209, "Invalid session token");
    }

    [Fact]
    public async Task Users_of_a_role_may_be_asked_for_and_its_name_is_its_own()
    {
        var (id, _) = await SignUpAsync("ref-role-member");
        var role = await _master.CreateAsync("_Role", $$$"""{"name":"RefRole","ACL":{},"users":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_User","objectId":"{{{id}}}"}]}}""");
        var where = $$$$"""{"$relatedTo":{"object":{"__type":"Pointer","className":"_Role","objectId":"{{{{role}}}}"},"key":"users"}}""";
        Assert.Equal(["ref-role-member"], (await _master.GetAsync("/parse/users", ("where", where))).All("username"));
        (await _master.PostAsync("/parse/roles", """{"name":"RefRole","ACL":{}}""")).ExpectError(137);
        (await _master.PostAsync("/parse/roles", """{"ACL":{}}""")).ExpectError(111, "name is required.");
        (await _master.PostAsync("/parse/roles", """{"name":"RefOther"}""")).ExpectError(111, "ACL is required.");
        (await _master.PostAsync("/parse/roles", """{"name":"","ACL":{}}""")).ExpectError(139, "Invalid role name.");
    }

    [Fact]
    public async Task A_client_reads_and_changes_an_installation_whose_id_it_has()
    {
        var made = (await _client.PostAsync("/parse/installations", """{"installationId":"ref-installation","deviceType":"ios"}""")).Expect(201);
        var path = $"/parse/installations/{made.Json.GetProperty("objectId")}";
        Assert.Equal(new Uri(server.Address, path).ToString(), made.Headers["Location"]);
        (await _client.PutAsync(path, """{"badge":3,"channels":["a"]}""")).Expect(200);
        var stored = (await _client.GetAsync(path)).Expect(200).Json;
        Assert.Equal(("ref-installation", "ios", 3), (stored.GetProperty("installationId").GetString(), stored.GetProperty("deviceType").GetString(), stored.GetProperty("badge").GetInt32()));
        (await _client.PostAsync("/parse/installations", """{"deviceType":"ios"}""")).ExpectError(135, "at least one ID field (deviceToken, installationId) must be specified in this operation");
        (await _client.PostAsync("/parse/installations", """{"installationId":"ref-other"}""")).ExpectError(135, "deviceType must be specified in this operation");
    }

    private async Task<(string Id, string Token)> SignUpAsync(string name)
    {
        var json = (await _client.PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"x"}""")).Expect(201).Json;
        return (json.GetProperty("objectId").GetString()!, json.GetProperty("sessionToken").GetString()!);
    }

    private async Task<System.Text.Json.JsonElement> SessionAsync(string token) => (await As(token).GetAsync("/parse/sessions/me")).Expect(200).Json;

    private RestClient As(string token)
    {
        var client = server.Anonymous(server.Open);
        client.Headers["X-Parse-Session-Token"] = token;
        return client;
    }
}
