using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>Users without a password: linking, unlinking, upgrading, and everything that <c>authData</c> must not do.</summary>
[Collection(nameof(ServerCollection))]
public sealed class AuthDataScenarios(TestServer server) : IAsyncLifetime
{
    private const string Unsupported = "This authentication method is unsupported.";
    private App _app = null!;

    public async ValueTask InitializeAsync()
    {
        // A service of another name must not pass for the anonymous one, which takes every id.
        var options = AppOptionsJson.Change(
            server.Open.Options,
            [("auth", """{"off":{"enabled":false},"mask":{"kind":"anonymous"}}"""), ("fileUpload", """{"enableForPublic":false}""")]);
        _app = await server.CreateAppAsync($"auth-{Guid.NewGuid():N}", options);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_anonymous_user_signs_up_and_comes_back()
    {
        var made = (await AnonymousAsync("a-1")).Expect(201).Json;
        var (id, token) = (made.GetProperty("objectId").GetString()!, made.GetProperty("sessionToken").GetString()!);
        Assert.Matches("^[A-Za-z0-9]{25}$", made.GetProperty("username").GetString());
        var back = (await AnonymousAsync("a-1")).Expect(200).Json;
        Assert.Equal(id, back.GetProperty("objectId").GetString());
        Assert.NotEqual(token, back.GetProperty("sessionToken").GetString());
        Answer.AreEqual("""{"anonymous":{"id":"a-1"}}""", back.GetProperty("authData").GetRawText());

        var with = (await As(token).GetAsync("/parse/sessions/me")).Expect(200).Json.GetProperty("createdWith");
        Answer.AreEqual("""{"action":"signup","authProvider":"anonymous"}""", with.GetRawText());
        with = (await As(back.GetProperty("sessionToken").GetString()!).GetAsync("/parse/sessions/me")).Json.GetProperty("createdWith");
        Answer.AreEqual("""{"action":"login","authProvider":"anonymous"}""", with.GetRawText());
    }

    [Fact]
    public async Task Sign_ups_of_the_same_identity_at_once_make_one_user()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AnonymousAsync("at-once")));
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201, answer.Text));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Single(answers.Select(answer => answer.Json.GetProperty("objectId").GetString()).Distinct());
        Assert.Equal(12, answers.Select(answer => answer.Json.GetProperty("sessionToken").GetString()).Distinct().Count());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData(""""anonymous"""")]
    [InlineData("""{"anonymous":{}}""")]
    [InlineData("""{"anonymous":null}""")]
    [InlineData("""{"anonymous":"a"}""")]
    [InlineData("""{"anonymous":[]}""")]
    [InlineData("""{"anonymous":{"id":""}}""")]
    [InlineData("""{"anonymous":{"id":7}}""")]
    [InlineData("""{"anonymous":{"id":null}}""")]
    [InlineData("""{"anonymous":{"id":{"$ne":null}}}""")]
    [InlineData("""{"anonymous":{"id":["a"]}}""")]
    [InlineData("""{"anonymous":{"$ne":null}}""")]
    [InlineData("""{"$ne":null}""")]
    [InlineData("""{"$or":[{"anonymous":{"id":"a"}}]}""")]
    [InlineData("""{"anonymous.id":{"id":"a"}}""")]
    [InlineData("""{"__op":"Delete"}""")]
    [InlineData("""{"__op":"Add","objects":[1]}""")]
    [InlineData("""{"unknown":{"id":"a"}}""")]
    [InlineData("""{"off":{"id":"a"}}""")]
    [InlineData("""{"mask":{"id":"a"}}""")]
    [InlineData("""{"__proto__":{"id":"a"}}""")]
    [InlineData("""{"anonymous":{"id":"a"},"unknown":{"id":"a"}}""")]
    public async Task What_is_no_claim_is_refused(string authData)
    {
        var user = (await AnonymousAsync("refusals")).Json;
        var mine = As(user.GetProperty("sessionToken").GetString()!);
        var path = $"/parse/users/{user.GetProperty("objectId").GetString()}";
        foreach (var answer in new[]
        {
            await Anyone().PostAsync("/parse/users", $$"""{"authData":{{authData}}}"""),
            await Anyone().PostAsync("/parse/users", $$"""{"username":"x","password":"y","authData":{{authData}}}"""),
            await server.Master(_app).PostAsync("/parse/classes/_User", $$"""{"authData":{{authData}}}"""),
            authData.Contains(":null}", StringComparison.Ordinal) && !authData.Contains("$ne", StringComparison.Ordinal) && !authData.Contains("\"id\"", StringComparison.Ordinal) ? null : await mine.PutAsync(path, $$"""{"authData":{{authData}}}"""),
        })
        {
            Assert.True(answer is null || answer.Status == 400, answer?.Text);
            Assert.True(answer is null || answer.Json.GetProperty("code").GetInt32() is 252 or 105 or 107 or 108 or 111 or 121, answer?.Text);
        }

        Answer.AreEqual("""{"anonymous":{"id":"refusals"}}""", (await mine.GetAsync("/parse/users/me")).Json.GetProperty("authData").GetRawText());
    }

    [Fact]
    public async Task Nobody_writes_authData_around_the_services()
    {
        var user = (await AnonymousAsync("around")).Json;
        var (mine, path) = (As(user.GetProperty("sessionToken").GetString()!), $"/parse/users/{user.GetProperty("objectId").GetString()}");
        (await mine.PutAsync(path, """{"authData.anonymous":{"id":"b"}}""")).ExpectError(252, Unsupported);
        (await mine.PutAsync(path, """{"authData.anonymous.id":"b"}""")).ExpectError(252);
        (await mine.PutAsync(path, """{"authData":null}""")).ExpectError(252);
        (await mine.PutAsync(path, """{"authData":{"__op":"Delete"}}""")).ExpectError(252);
        (await Anyone().PutAsync(path, """{"authData":{"anonymous":{"id":"b"}}}""")).ExpectError(206, $"Cannot modify user {user.GetProperty("objectId").GetString()}.");
        var other = (await AnonymousAsync("around-2")).Json;
        (await As(other.GetProperty("sessionToken").GetString()!).PutAsync(path, """{"authData":{"anonymous":{"id":"b"}}}""")).ExpectError(206, "Insufficient auth.");
        (await server.ReadOnlyMaster(_app).PostAsync("/parse/users", """{"authData":{"anonymous":{"id":"around"}}}""")).ExpectError(119);
        var batch = (await Anyone().PostAsync("/parse/batch", """{"transaction":true,"requests":[{"method":"POST","path":"/parse/users","body":{"authData":{"anonymous":{"id":"batched"}}}}]}""")).Expect(400);
        Assert.Equal(108, batch.Json[0].GetProperty("error").GetProperty("code").GetInt32());
        (await Anyone().PostAsync("/parse/batch", """{"requests":[{"method":"POST","path":"/parse/users","body":{"authData":{"anonymous":{"id":"batched"}}}}]}""")).Expect(200);
        (await AnonymousAsync("batched")).Expect(200);
        (await AnonymousAsync("around")).Expect(200);
    }

    [Fact]
    public async Task An_identity_is_linked_to_one_user_and_unlinked()
    {
        var (id, token) = await SignUpAsync("linker");
        (await As(token).PutAsync($"/parse/users/{id}", """{"authData":{"anonymous":{"id":"linked"}},"nick":"l"}""")).Expect(200);
        Assert.Equal(id, (await AnonymousAsync("linked")).Expect(200).Json.GetProperty("objectId").GetString());
        var me = (await As(token).GetAsync("/parse/users/me")).Json;
        Answer.AreEqual("""{"anonymous":{"id":"linked"}}""", me.GetProperty("authData").GetRawText());
        Assert.Equal("l", me.GetProperty("nick").GetString());

        var (other, otherToken) = await SignUpAsync("late");
        (await As(otherToken).PutAsync($"/parse/users/{other}", """{"authData":{"anonymous":{"id":"linked"}}}""")).ExpectError(208, "this auth is already used");
        (await Anyone().PostAsync("/parse/login", """{"username":"late","password":"secret","authData":{"anonymous":{"id":"linked"}}}""")).ExpectError(208);
        (await Anyone().PostAsync("/parse/login", """{"username":"late","password":"secret","authData":{"anonymous":{"id":"late-1"}}}""")).Expect(200);
        Assert.Equal(other, (await AnonymousAsync("late-1")).Expect(200).Json.GetProperty("objectId").GetString());
        (await Anyone().PostAsync("/parse/login", """{"username":"late","password":"wrong","authData":{"anonymous":{"id":"late-1"}}}""")).ExpectError(101);

        (await As(token).PutAsync($"/parse/users/{id}", """{"authData":{"anonymous":null}}""")).Expect(200);
        Assert.Equal("{}", (await As(token).GetAsync("/parse/users/me")).Json.GetProperty("authData").GetRawText());
        var fresh = (await AnonymousAsync("linked")).Expect(201).Json;
        Assert.NotEqual(id, fresh.GetProperty("objectId").GetString());

        // An identity is free again when its user is deleted, and when it is replaced.
        var (freshId, freshToken) = (fresh.GetProperty("objectId").GetString(), fresh.GetProperty("sessionToken").GetString()!);
        (await As(freshToken).PutAsync($"/parse/users/{freshId}", """{"authData":{"anonymous":{"id":"linked-2"}}}""")).Expect(200);
        (await AnonymousAsync("linked")).Expect(201);
        (await As(freshToken).DeleteAsync($"/parse/users/{freshId}")).Expect(200);
        (await AnonymousAsync("linked-2")).Expect(201);
    }

    [Fact]
    public async Task Nobody_else_sees_authData()
    {
        var (id, token) = await SignUpAsync("shown");
        (await As(token).PutAsync($"/parse/users/{id}", """{"authData":{"anonymous":{"id":"shown-secret"}},"ACL":{"*":{"read":true}}}""")).Expect(200);
        var (_, other) = await SignUpAsync("looker");
        await server.Master(_app).CreateAsync("Shown", $$$"""{"user":{"__type":"Pointer","className":"_User","objectId":"{{{id}}}"}}""");
        foreach (var client in new[] { Anyone(), As(other) })
        {
            Assert.DoesNotContain("shown-secret", (await client.GetAsync($"/parse/users/{id}")).Expect(200).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("shown-secret", (await client.GetAsync("/parse/users", ("keys", "authData"))).Expect(200).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("shown-secret", (await client.GetAsync("/parse/classes/Shown", ("include", "user"))).Expect(200).Text, StringComparison.Ordinal);
            (await client.GetAsync("/parse/users", ("where", """{"authData.anonymous.id":"shown-secret"}"""))).ExpectError(119);
            (await client.GetAsync("/parse/users", ("where", """{"authData":{"$exists":true}}"""))).ExpectError(119);
            Assert.DoesNotContain("shown-secret", (await client.PostAsync("/graphql", """{"query":"{ users { edges { node { objectId authData } } } }"}""")).Expect(200).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_chooses_a_name_and_a_password_is_anonymous_no_more()
    {
        var user = (await AnonymousAsync("upgraded")).Json;
        var (id, mine) = (user.GetProperty("objectId").GetString()!, As(user.GetProperty("sessionToken").GetString()!));
        (await mine.PostAsync("/parse/files/hello.txt", "hi")).ExpectError(130, "File upload by anonymous user is disabled.");
        var changed = (await mine.PutAsync($"/parse/users/{id}", """{"username":"known-now","password":"secret"}""")).Expect(200).Json;
        mine = As(changed.GetProperty("sessionToken").GetString()!);
        Assert.Equal("{}", (await mine.GetAsync("/parse/users/me")).Json.GetProperty("authData").GetRawText());
        (await mine.PostAsync("/parse/files/hello.txt", "hi")).Expect(201);
        Assert.NotEqual(id, (await AnonymousAsync("upgraded")).Expect(201).Json.GetProperty("objectId").GetString());
        (await Anyone().PostAsync("/parse/login", """{"username":"known-now","password":"secret"}""")).Expect(200);
    }

    [Fact]
    public async Task A_locked_user_cannot_log_in_by_a_service()
    {
        var id = (await AnonymousAsync("locked")).Json.GetProperty("objectId").GetString();
        (await server.Master(_app).PutAsync($"/parse/users/{id}", """{"ACL":{}}""")).Expect(200);
        (await AnonymousAsync("locked")).ExpectError(101);
    }

    [Fact]
    public async Task Anonymous_users_can_be_switched_off()
    {
        var app = await server.CreateAppAsync("no-anonymous", new AppOptions { EnableAnonymousUsers = false });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"authData":{"anonymous":{"id":"a"}}}""")).ExpectError(252, Unsupported);
    }

    [Fact]
    public async Task GraphQL_logs_in_links_and_refuses_alike()
    {
        const string logInWith = """mutation($a: Object!, $f: UserLoginWithInput) { logInWith(input: {authData: $a, fields: $f}) { viewer { sessionToken user { objectId username email authData } } } }""";
        var made = (await AskAsync(null, logInWith, new { a = Anonymous("gq-1"), f = new { email = "gq-1@example.com" } }))["data"]!["logInWith"]!["viewer"]!;
        Assert.Equal("gq-1@example.com", made["user"]!["email"]!.GetValue<string>());
        var back = (await AskAsync(null, logInWith, new { a = Anonymous("gq-1") }))["data"]!["logInWith"]!["viewer"]!;
        var id = made["user"]!["objectId"]!.GetValue<string>();
        Assert.Equal(id, back["user"]!["objectId"]!.GetValue<string>());
        Assert.Equal("gq-1", back["user"]!["authData"]!["anonymous"]!["id"]!.GetValue<string>());

        var token = back["sessionToken"]!.GetValue<string>();
        const string update = "mutation($id: ID!, $a: Object) { updateUser(input: {id: $id, fields: {authData: $a}}) { user { objectId authData } } }";
        Assert.Null((await AskAsync(token, update, new { id, a = Anonymous("gq-2") }))["errors"]);
        Assert.Equal(id, (await AskAsync(null, logInWith, new { a = Anonymous("gq-2") }))["data"]!["logInWith"]!["viewer"]!["user"]!["objectId"]!.GetValue<string>());
        await AskAsync(null, logInWith, new { a = Anonymous("gq-3") });
        Assert.Equal("208", Code(await AskAsync(token, update, new { id, a = Anonymous("gq-3") })));
        Assert.Equal("206", Code(await AskAsync(null, update, new { id, a = Anonymous("gq-4") })));
        Assert.Equal("252", Code(await AskAsync(token, update, new { id, a = (object?)null })));
        Assert.Equal("252", Code(await AskAsync(null, logInWith, new { a = new { } })));
        Assert.Equal("252", Code(await AskAsync(null, logInWith, new { a = new { unknown = new { id = "a" } } })));

        const string create = "mutation($f: CreateUserFieldsInput) { createUser(input: {fields: $f}) { user { username } } }";
        Assert.Null((await AskAsync(null, create, new { f = new { authData = Anonymous("gq-5") } }))["errors"]);
        Assert.Equal("208", Code(await AskAsync(null, create, new { f = new { authData = Anonymous("gq-5") } })));
        const string signUp = "mutation($f: CreateUserFieldsInput) { signUp(input: {fields: $f}) { viewer { user { objectId } } } }";
        Assert.Equal(id, (await AskAsync(null, signUp, new { f = new { authData = Anonymous("gq-2") } }))["data"]!["signUp"]!["viewer"]!["user"]!["objectId"]!.GetValue<string>());
        const string logIn = "mutation($a: Object) { logIn(input: {username: \"gq-named\", password: \"secret\", authData: $a}) { viewer { user { authData } } } }";
        await SignUpAsync("gq-named");
        Assert.Equal("gq-6", (await AskAsync(null, logIn, new { a = Anonymous("gq-6") }))["data"]!["logIn"]!["viewer"]!["user"]!["authData"]!["anonymous"]!["id"]!.GetValue<string>());
    }

    private static object Anonymous(string id) => new { anonymous = new { id } };

    private static string Code(JsonNode answer) => answer["errors"]![0]!["extensions"]!["code"]!.ToString();

    private RestClient Anyone() => server.Anonymous(_app);

    private Task<Answer> AnonymousAsync(string id) => Anyone().PostAsync("/parse/users", $$$$"""{"authData":{"anonymous":{"id":"{{{{id}}}}"}}}""");

    private RestClient As(string token)
    {
        var client = Anyone();
        client.Headers["X-Parse-Session-Token"] = token;
        return client;
    }

    private async Task<(string Id, string Token)> SignUpAsync(string name)
    {
        var json = (await Anyone().PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"secret"}""")).Expect(201).Json;
        return (json.GetProperty("objectId").GetString()!, json.GetProperty("sessionToken").GetString()!);
    }

    private async Task<JsonNode> AskAsync(string? token, string query, object variables)
    {
        var client = token is null ? Anyone() : As(token);
        var answer = await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables }));
        Assert.True(answer.Status < 500, answer.Text);
        return JsonNode.Parse(answer.Text)!;
    }
}
