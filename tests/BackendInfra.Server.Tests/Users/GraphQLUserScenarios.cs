using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>Signing up, in and out through GraphQL (reference §9). Each test has users of its own.</summary>
[Collection(nameof(ServerCollection))]
public sealed class GraphQLUserScenarios(TestServer server)
{
    private const string SignUp = "mutation($fields: CreateUserFieldsInput) { signUp(input: {fields: $fields, clientMutationId: \"c\"}) { clientMutationId viewer { sessionToken user { id objectId username email authData } } } }";
    private const string LogIn = "mutation($u: String!, $p: String!) { logIn(input: {username: $u, password: $p}) { viewer { sessionToken user { username email } } } }";

    private readonly App _app = server.Open;

    [Fact]
    public async Task A_user_signs_up_logs_in_and_out()
    {
        var made = await DataAsync(null, SignUp, new { fields = new { username = "gq-ada", password = "secret", email = "Gq-Ada@example.com" } });
        Assert.Equal("c", made["signUp"]!["clientMutationId"]!.GetValue<string>());
        var (token, user) = Viewer(made["signUp"]!);
        Assert.Equal(("gq-ada", "Gq-Ada@example.com"), (user["username"]!.GetValue<string>(), user["email"]!.GetValue<string>()));
        Assert.Equal($"_User:{user["objectId"]}", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(user["id"]!.GetValue<string>())));

        var second = Viewer((await DataAsync(null, LogIn, new { u = "GQ-ADA", p = "secret" }))["logIn"]!).Token;
        var third = Viewer((await DataAsync(null, LogIn, new { u = "gq-ada@EXAMPLE.com", p = "secret" }))["logIn"]!).Token;
        Assert.Equal(3, new[] { token, second, third }.Distinct().Count());
        var viewer = (await DataAsync(second, "{ v: viewer { __typename t: sessionToken a: user { username } b: user { email createdAt } } health }"))["v"]!;
        Answer.AreEqual($$$"""{"__typename":"Viewer","t":"{{{second}}}","a":{"username":"gq-ada"},"b":{"email":"Gq-Ada@example.com","createdAt":"{{{viewer["b"]!["createdAt"]}}}"}}""", viewer.ToJsonString());

        Answer.AreEqual("""{"logOut":{"ok":true,"clientMutationId":"x"}}""", (await DataAsync(second, "mutation { logOut(input: {clientMutationId: \"x\"}) { ok clientMutationId } }")).ToJsonString());
        await AskAsync(second, "{ viewer { sessionToken } }", expect: answer => answer.ExpectError(209, "Invalid session token"));
        Assert.Equal("gq-ada", (await DataAsync(third, "{ viewer { user { username } } }"))["viewer"]!["user"]!["username"]!.GetValue<string>());
        Answer.AreEqual("""{"logOut":{"ok":true}}""", (await DataAsync(null, "mutation { logOut(input: {}) { ok } }")).ToJsonString());
    }

    [Theory]
    [InlineData(null, "secret", null, "200")]
    [InlineData("gq-x", null, null, "201")]
    [InlineData("GQ-taken", "secret", null, "202")]
    [InlineData("gq-y", "secret", "GQ-TAKEN@example.com", "203")]
    [InlineData("gq-y", "secret", "none", "125")]
    public async Task A_sign_up_that_lacks_something_is_refused(string? username, string? password, string? email, string code)
    {
        await AskAsync(null, SignUp, new { fields = new { username = "gq-taken", password = "secret", email = "gq-taken@example.com" } });
        Assert.Equal(code, await ErrorAsync(null, SignUp, new { fields = new { username, password, email } }));
    }

    [Fact]
    public async Task A_refused_sign_up_leaves_nothing_behind()
    {
        await server.Master(_app).DefineAsync("GqPet", """{"fields":{"name":{"type":"String"}}}""");
        await server.Master(_app).PutAsync("/parse/schemas/_User", """{"fields":{"gqPet":{"type":"Pointer","targetClass":"GqPet"}}}""");
        var fields = new { username = "gq-nested", password = "", gqPet = new { createAndLink = new { name = "orphan" } } };
        Assert.Equal("201", await ErrorAsync(null, SignUp, new { fields }));
        Assert.Empty((await server.Master(_app).GetAsync("/parse/classes/GqPet", ("where", """{"name":"orphan"}"""))).Results);

        var read = SignUp.Replace("authData", "gqPet { name }", StringComparison.Ordinal);
        var made = await DataAsync(null, read, new { fields = new { username = "gq-nested", password = "secret", gqPet = new { createAndLink = new { name = "kept" } } } });
        Assert.Equal("kept", Viewer(made["signUp"]!).User["gqPet"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_wrong_log_in_is_refused_alike()
    {
        await AskAsync(null, SignUp, new { fields = new { username = "gq-wrong", password = "secret" } });
        foreach (var (u, p) in new[] { ("gq-wrong", "no"), ("gq-nobody", "secret"), ("", "secret"), ("gq-wrong", "") })
        {
            var answer = await AskAsync(null, LogIn, new { u, p });
            Assert.Equal(("101", "Invalid username/password."), (Code(answer), answer["errors"]![0]!["message"]!.GetValue<string>()));
            Assert.Null(answer["data"]!["logIn"]);
        }
    }

    [Fact]
    public async Task The_viewer_needs_a_session()
    {
        var answer = await AskAsync(null, "{ viewer { sessionToken } }");
        Assert.Equal(("209", "Invalid session token"), (Code(answer), answer["errors"]![0]!["message"]!.GetValue<string>()));
        Assert.Null(answer["data"]);
    }

    [Fact]
    public async Task What_is_behind_the_viewer_is_read_with_his_rights()
    {
        var master = server.Master(_app);
        await master.DefineAsync("GqSecret", """{"fields":{"name":{"type":"String"}},"classLevelPermissions":{"get":{"requiresAuthentication":true},"find":{"requiresAuthentication":true}}}""");
        await master.PutAsync("/parse/schemas/_User", """{"fields":{"gqMine":{"type":"Pointer","targetClass":"GqSecret"},"gqTheirs":{"type":"Pointer","targetClass":"GqSecret"},"gqFriend":{"type":"Pointer","targetClass":"_User"}}}""");
        var signedUp = Viewer((await DataAsync(null, SignUp, new { fields = new { username = "gq-rights", password = "secret", email = "gq-rights@example.com" } }))["signUp"]!);
        var id = signedUp.User["objectId"]!.GetValue<string>();
        var friend = Viewer((await DataAsync(null, SignUp, new { fields = new { username = "gq-friend", password = "secret", email = "gq-friend@example.com" } }))["signUp"]!).User["objectId"]!.GetValue<string>();
        (await master.PutAsync($"/parse/users/{friend}", $$$$"""{"ACL":{"{{{{id}}}}":{"read":true}}}""")).Expect(200);
        var mine = await master.CreateAsync("GqSecret", $$$$"""{"name":"mine","ACL":{"{{{{id}}}}":{"read":true}}}""");
        var theirs = await master.CreateAsync("GqSecret", """{"name":"theirs","ACL":{}}""");
        (await master.PutAsync($"/parse/users/{id}", $$$"""
            {"gqMine":{"__type":"Pointer","className":"GqSecret","objectId":"{{{mine}}}"},"gqTheirs":{"__type":"Pointer","className":"GqSecret","objectId":"{{{theirs}}}"},
             "gqFriend":{"__type":"Pointer","className":"_User","objectId":"{{{friend}}}"}}
            """)).Expect(200);

        const string fields = "user { email gqMine { name } gqTheirs { name } gqFriend { username email } }";
        const string expected = """{"email":"gq-rights@example.com","gqMine":{"name":"mine"},"gqTheirs":null,"gqFriend":{"username":"gq-friend","email":null}}""";
        Answer.AreEqual(expected, (await DataAsync(signedUp.Token, $"{{ viewer {{ {fields} }} }}"))["viewer"]!["user"]!.ToJsonString());
        var logIn = await DataAsync(null, $"mutation {{ logIn(input: {{username: \"gq-rights\", password: \"secret\"}}) {{ viewer {{ {fields} }} }} }}");
        Answer.AreEqual(expected, logIn["logIn"]!["viewer"]!["user"]!.ToJsonString());
        Assert.Equal("gq-rights@example.com", (await DataAsync(signedUp.Token, "query($id: ID!) { user(id: $id) { email } }", new { id }))["user"]!["email"]!.GetValue<string>());
        Assert.Null((await DataAsync(signedUp.Token, "query($id: ID!) { user(id: $id) { email } }", new { id = friend }))["user"]!["email"]);
    }

    [Fact]
    public async Task The_read_only_master_key_signs_nobody_in()
    {
        await AskAsync(null, SignUp, new { fields = new { username = "gq-readonly", password = "secret" } });
        var client = server.ReadOnlyMaster(_app);
        foreach (var (query, variables) in new (string, object)[] { (LogIn, new { u = "gq-readonly", p = "secret" }), (SignUp, new { fields = new { username = "gq-ro", password = "x" } }) })
            Assert.Equal("119", Code(JsonNode.Parse((await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables }))).Text)!));
    }

    private static (string Token, JsonNode User) Viewer(JsonNode payload) => (payload["viewer"]!["sessionToken"]!.GetValue<string>(), payload["viewer"]!["user"]!);

    private static string Code(JsonNode answer) => answer["errors"]![0]!["extensions"]!["code"]!.ToString();

    private async Task<string> ErrorAsync(string? token, string query, object? variables = null) => Code(await AskAsync(token, query, variables));

    private async Task<JsonNode> DataAsync(string? token, string query, object? variables = null)
    {
        var answer = await AskAsync(token, query, variables);
        Assert.True(answer["errors"] is null, answer.ToJsonString());
        return answer["data"]!;
    }

    private async Task<JsonNode> AskAsync(string? token, string query, object? variables = null, Action<Answer>? expect = null)
    {
        var client = server.Anonymous(_app);
        if (token is not null)
            client.Headers["X-Parse-Session-Token"] = token;
        var answer = await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables }));
        (expect ?? (a => Assert.True(a.Status < 500, a.Text)))(answer);
        return JsonNode.Parse(answer.Text)!;
    }
}
