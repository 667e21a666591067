using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Users;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>Users, sessions and roles over HTTP on PostgreSQL. Each test has users of its own.</summary>
[Collection(nameof(ServerCollection))]
public sealed class UserScenarios(TestServer server)
{
    private readonly App _app = server.Open;
    private readonly RestClient _anonymous = server.Anonymous(server.Open);
    private readonly RestClient _master = server.Master(server.Open);

    [Fact]
    public async Task Users_are_private_unless_the_app_says_otherwise()
    {
        var app = await server.CreateAppAsync("public-users", new AppOptions { EnforcePrivateUsers = false });
        await server.Anonymous(app).PostAsync("/parse/users", """{"username":"seen","password":"secret","email":"seen@example.com"}""");
        var seen = Assert.Single((await server.Anonymous(app).GetAsync("/parse/users")).Expect(200).Results);
        Assert.Equal("seen", seen.GetProperty("username").GetString());
        Assert.False(seen.TryGetProperty("email", out _));
        (await server.Anonymous(app).PutAsync($"/parse/users/{seen.GetProperty("objectId")}", """{"username":"x"}""")).ExpectError(206);
    }

    [Fact]
    public async Task A_user_signs_up_logs_in_and_out()
    {
        var (id, token) = await SignUpAsync("sign-up", """, "email":"Up@Example.com" """);
        Assert.Matches("^r:[0-9a-f]{32}$", token);
        var me = (await As(token).GetAsync("/parse/users/me")).Expect(200).Json;
        Assert.Equal((id, token, "Up@Example.com"), (me.GetProperty("objectId").GetString(), me.GetProperty("sessionToken").GetString(), me.GetProperty("email").GetString()));
        Assert.False(me.TryGetProperty("password", out _));

        var second = (await _anonymous.GetAsync("/parse/login", ("username", "SIGN-up"), ("password", "secret"))).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        var third = (await _anonymous.PostAsync("/parse/login", """{"username":"up@example.com","password":"secret"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        Assert.Equal(3, (await As(third).GetAsync("/parse/sessions")).Expect(200).Results.Count);
        (await As(second).PostAsync("/parse/logout", "{}")).Expect(200);
        (await As(second).GetAsync("/parse/users/me")).ExpectError(209, "Invalid session token");
        (await As(third).GetAsync("/parse/users/me")).Expect(200);
    }

    [Theory]
    [InlineData("""{"password":"x"}""", 200)]
    [InlineData("""{"username":"","password":"x"}""", 200)]
    [InlineData("""{"username":"nobody"}""", 201)]
    [InlineData("""{"username":"nobody","password":"x","email":"none"}""", 125)]
    [InlineData("""{"username":"nobody","password":"x","emailVerified":true}""", 119)]
    [InlineData("""{"username":"nobody","password":"x","authData":{"facebook":{"id":"1"}}}""", 252)]
    public async Task A_sign_up_that_lacks_something_is_refused(string body, int code)
    {
        (await _anonymous.PostAsync("/parse/users", body)).ExpectError(code);
        (await _anonymous.PostAsync("/parse/classes/_User", body)).ExpectError(code);
    }

    [Fact]
    public async Task Names_and_addresses_are_unique_whatever_their_case()
    {
        await SignUpAsync("unique", """, "email":"unique@example.com" """);
        (await _anonymous.PostAsync("/parse/users", """{"username":"UNIQUE","password":"x"}""")).ExpectError(202, "Account already exists for this username.");
        (await _anonymous.PostAsync("/parse/users", """{"username":"other","password":"x","email":"Unique@Example.com"}""")).ExpectError(203, "Account already exists for this email address.");
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _anonymous.PostAsync("/parse/users", """{"username":"at-once","password":"x"}""")));
        Assert.Single(answers, answer => answer.Status == 201);
    }

    [Theory]
    [InlineData("""{"username":"known","password":"wrong"}""", 101)]
    [InlineData("""{"username":"unknown","password":"wrong"}""", 101)]
    [InlineData("""{"username":{"$ne":null},"password":"secret"}""", 101)]
    [InlineData("""{"username":"known","password":{"$ne":null}}""", 101)]
    [InlineData("""{"password":"secret"}""", 200)]
    [InlineData("""{"username":"known"}""", 201)]
    public async Task A_log_in_that_is_wrong_is_refused_alike(string body, int code)
    {
        await _anonymous.PostAsync("/parse/users", """{"username":"known","password":"secret"}""");
        (await _anonymous.PostAsync("/parse/login", body)).ExpectError(code, code == 101 ? "Invalid username/password." : null);
    }

    [Fact]
    public async Task A_user_reads_and_writes_only_himself()
    {
        var (mine, token) = await SignUpAsync("self", """, "email":"self@example.com" """);
        var (other, _) = await SignUpAsync("someone");
        (await As(token).PutAsync($"/parse/users/{mine}", """{"nick":"me"}""")).Expect(200);
        (await As(token).PutAsync($"/parse/users/{other}", """{"nick":"you"}""")).ExpectError(206, "Insufficient auth.");
        (await As(token).DeleteAsync($"/parse/users/{other}")).ExpectError(206, "Insufficient auth.");
        (await As(token).PutAsync($"/parse/users/{mine}", """{"objectId":"hijacked"}""")).ExpectError(105);
        (await _anonymous.PutAsync($"/parse/users/{mine}", """{"nick":"x"}""")).ExpectError(206, $"Cannot modify user {mine}.");
        (await _anonymous.DeleteAsync($"/parse/users/{mine}")).ExpectError(206, "Insufficient auth to delete user");
        (await As(token).GetAsync($"/parse/users/{other}")).ExpectError(101);
        Assert.Equal([mine], (await As(token).GetAsync("/parse/users", ("where", $$$"""{"objectId":{"$in":["{{{mine}}}","{{{other}}}"]}}"""))).All("objectId"));
        (await As(token).GetAsync("/parse/users", ("where", """{"email":"self@example.com"}"""))).ExpectError(119);
        (await As(token).GetAsync("/parse/users", ("where", """{"$or":[{"password":"secret"}]}"""))).ExpectError(119);
        (await As(token).GetAsync("/parse/users", ("order", "authData"))).ExpectError(119);
        (await As(token).GetAsync("/parse/users", ("where", """{"_hashed_password":{"$exists":true}}"""))).ExpectError(105);
        Assert.DoesNotContain("argon2", (await _master.GetAsync($"/parse/users/{mine}")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_ends_all_sessions_and_gives_a_new_one()
    {
        var (id, token) = await SignUpAsync("changes");
        var changed = (await As(token).PutAsync($"/parse/users/{id}", """{"password":"other"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        (await As(token).GetAsync("/parse/users/me")).ExpectError(209);
        (await As(changed).GetAsync("/parse/users/me")).Expect(200);
        (await _anonymous.PostAsync("/parse/login", """{"username":"changes","password":"secret"}""")).ExpectError(101);
        Assert.False((await _master.PutAsync($"/parse/users/{id}", """{"password":"third"}""")).Expect(200).Json.TryGetProperty("sessionToken", out _));
        (await As(changed).GetAsync("/parse/users/me")).ExpectError(209);
        var last = (await _anonymous.PostAsync("/parse/login", """{"username":"changes","password":"third"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        (await As(last).DeleteAsync($"/parse/users/{id}")).Expect(200);
        (await As(last).GetAsync("/parse/users/me")).ExpectError(209);
    }

    [Fact]
    public async Task Sessions_are_seen_and_ended_by_their_user_only()
    {
        var (_, mine) = await SignUpAsync("session-mine");
        var (_, other) = await SignUpAsync("session-other");
        var theirs = (await As(other).GetAsync("/parse/sessions/me")).Expect(200).Json.GetProperty("objectId").GetString()!;
        Assert.Single((await As(mine).GetAsync("/parse/sessions")).Expect(200).Results);
        (await As(mine).GetAsync($"/parse/sessions/{theirs}")).ExpectError(101);
        (await As(mine).DeleteAsync($"/parse/sessions/{theirs}")).ExpectError(209);
        (await As(other).PutAsync($"/parse/sessions/{theirs}", """{"expiresAt":{"__type":"Date","iso":"2999-01-01T00:00:00.000Z"}}""")).ExpectError(105);
        (await As(other).PutAsync($"/parse/sessions/{theirs}", """{"ACL":{"*":{"read":true}}}""")).ExpectError(105);
        (await _anonymous.GetAsync("/parse/sessions")).ExpectError(209);
        (await _anonymous.GetAsync("/parse/classes/_Session")).ExpectError(209);
        (await _anonymous.GetAsync("/parse/sessions/me")).ExpectError(209);
        (await _anonymous.PostAsync("/parse/classes/_Session", """{"a":1}""")).ExpectError(209);
        (await As(mine).PostAsync("/parse/sessions", """{"a":1}""")).ExpectError(105);
        (await As(mine).GetAsync("/parse/sessions", ("where", """{"sessionToken":"x"}"""))).ExpectError(119);
        (await As(other).DeleteAsync($"/parse/sessions/{theirs}")).Expect(200);
        (await As(other).GetAsync("/parse/users/me")).ExpectError(209);
    }

    [Fact]
    public async Task One_installation_has_one_session()
    {
        await SignUpAsync("installed");
        var device = server.Anonymous(_app);
        device.Headers["X-Parse-Installation-Id"] = "device-1";
        var first = (await device.PostAsync("/parse/login", """{"username":"installed","password":"secret"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        var second = (await device.PostAsync("/parse/login", """{"username":"installed","password":"secret"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        (await As(first).GetAsync("/parse/users/me")).ExpectError(209);
        (await As(second).GetAsync("/parse/users/me")).Expect(200);
    }

    [Fact]
    public async Task A_session_that_has_run_out_is_refused()
    {
        var app = await server.CreateAppAsync("short-sessions", new AppOptions { SessionLength = 0 });
        var token = (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"brief","password":"x"}""")).Expect(201).Json.GetProperty("sessionToken").GetString()!;
        var brief = server.Anonymous(app);
        brief.Headers["X-Parse-Session-Token"] = token;
        (await brief.GetAsync("/parse/users/me")).ExpectError(209, "Session token is expired.");
    }

    [Fact]
    public async Task Roles_count_through_all_levels_and_at_once()
    {
        var (user, token) = await SignUpAsync("member");
        await _master.DefineAsync("Staff", """{"fields":{"n":{"type":"Number"}},"classLevelPermissions":{"find":{"role:boss":true},"get":{"requiresAuthentication":true}}}""");
        var row = await _master.CreateAsync("Staff", """{"n":1,"ACL":{"role:boss":{"read":true}}}""");
        var worker = await RoleAsync("worker", $$$""" "users":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_User","objectId":"{{{user}}}"}]}""");
        (await As(token).GetAsync("/parse/classes/Staff")).ExpectError(119);
        (await As(token).GetAsync($"/parse/classes/Staff/{row}")).ExpectError(101, "Object not found.");
        (await _anonymous.GetAsync($"/parse/classes/Staff/{row}")).ExpectError(101, "Permission denied, user needs to be authenticated.");

        var boss = await RoleAsync("boss", $$$""" "roles":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_Role","objectId":"{{{worker}}}"}]}""");
        Assert.Equal(["1"], (await As(token).GetAsync("/parse/classes/Staff")).All("n"));
        // A circle of roles ends.
        (await _master.PutAsync($"/parse/roles/{worker}", $$$"""{"roles":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"_Role","objectId":"{{{boss}}}"}]}}""")).Expect(200);
        Assert.Equal(["1"], (await As(token).GetAsync("/parse/classes/Staff")).All("n"));

        (await As(token).PutAsync($"/parse/roles/{boss}", """{"name":"mine"}""")).ExpectError(101);
        (await _master.DeleteAsync($"/parse/roles/{boss}")).Expect(200);
        (await As(token).GetAsync("/parse/classes/Staff")).ExpectError(119);
        (await As(token).PostAsync("/parse/roles", """{"name":"noacl"}""")).ExpectError(111, "ACL is required.");
        (await As(token).PostAsync("/parse/roles", """{"ACL":{}}""")).ExpectError(111, "name is required.");
        (await As(token).PostAsync("/parse/roles", """{"name":"worker","ACL":{}}""")).ExpectError(137);
    }

    [Fact]
    public async Task The_master_key_becomes_anybody_and_others_nobody()
    {
        var (id, token) = await SignUpAsync("become");
        var got = (await _master.PostAsync("/parse/loginAs", $$"""{"userId":"{{id}}"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        (await As(got).GetAsync("/parse/users/me")).Expect(200);
        (await As(token).PostAsync("/parse/loginAs", $$"""{"userId":"{{id}}"}""")).Expect(403);
        (await server.ReadOnlyMaster(_app).PostAsync("/parse/loginAs", $$"""{"userId":"{{id}}"}""")).ExpectError(119);
        (await server.ReadOnlyMaster(_app).PostAsync("/parse/login", """{"username":"become","password":"secret"}""")).ExpectError(119);
        Assert.False((await _anonymous.PostAsync("/parse/verifyPassword", """{"username":"become","password":"secret"}""")).Expect(200).Json.TryGetProperty("sessionToken", out _));
        (await _master.PostAsync("/parse/loginAs", """{"userId":"missing"}""")).ExpectError(101);
    }

    [Fact]
    public async Task Installations_are_made_by_clients_and_found_by_the_master_key()
    {
        (await _anonymous.PostAsync("/parse/installations", """{"installationId":"i1"}""")).ExpectError(135);
        (await _anonymous.PostAsync("/parse/installations", """{"deviceType":"ios"}""")).ExpectError(135);
        var id = (await _anonymous.PostAsync("/parse/installations", """{"installationId":"i1","deviceType":"ios"}""")).Expect(201).Json.GetProperty("objectId").GetString();
        (await _anonymous.GetAsync("/parse/installations")).ExpectError(119);
        (await _anonymous.DeleteAsync($"/parse/installations/{id}")).ExpectError(119);
        Assert.Single((await _master.GetAsync("/parse/installations", ("where", """{"installationId":"i1"}"""))).Expect(200).Results);
    }

    [Fact]
    public async Task System_classes_stay_as_they_are()
    {
        (await _master.DeleteAsync("/parse/schemas/_User")).ExpectError(255);
        (await _master.PutAsync("/parse/schemas/_User", """{"fields":{"username":{"__op":"Delete"}}}""")).ExpectError(136);
        (await _master.PutAsync("/parse/schemas/_User", """{"fields":{"shoeSize":{"type":"Number"}}}""")).Expect(200);
        Assert.Equal(["_Installation", "_Role", "_Session", "_User"], (await _master.GetAsync("/parse/schemas")).All("className").Where(name => name.StartsWith('_')));
    }

    [Fact]
    public async Task Bcrypt_hashes_of_Parse_are_right_but_outdated()
    {
        using var hasher = new PasswordHasher();
        var cancellationToken = TestContext.Current.CancellationToken;
        var bcrypt = BCrypt.Net.BCrypt.HashPassword("secret", 4);
        Assert.Equal(PasswordCheck.RightButOutdated, await hasher.VerifyAsync("secret", bcrypt, cancellationToken));
        Assert.Equal(PasswordCheck.Wrong, await hasher.VerifyAsync("other", bcrypt, cancellationToken));
        var hash = await hasher.HashAsync("secret", cancellationToken);
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.Equal(PasswordCheck.Right, await hasher.VerifyAsync("secret", hash, cancellationToken));
        Assert.Equal(PasswordCheck.Wrong, await hasher.VerifyAsync("Secret", hash, cancellationToken));
        Assert.Equal(PasswordCheck.Wrong, await hasher.VerifyAsync("secret", null, cancellationToken));
    }

    private async Task<(string Id, string Token)> SignUpAsync(string name, string more = "")
    {
        var json = (await _anonymous.PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"secret"{{more}}}""")).Expect(201).Json;
        return (json.GetProperty("objectId").GetString()!, json.GetProperty("sessionToken").GetString()!);
    }

    private async Task<string> RoleAsync(string name, string more) =>
        (await _master.PostAsync("/parse/roles", $$$"""{"name":"{{{name}}}","ACL":{"*":{"read":true}},{{{more}}}}""")).Expect(201).Json.GetProperty("objectId").GetString()!;

    private RestClient As(string token)
    {
        var client = server.Anonymous(_app);
        client.Headers["X-Parse-Session-Token"] = token;
        return client;
    }
}
