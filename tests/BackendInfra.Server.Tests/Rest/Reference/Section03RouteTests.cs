using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §3: what routes answer, beside the tests of each of them.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section03RouteTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);
    private readonly RestClient _master = server.Master(server.Open);

    [Fact]
    public async Task A_sign_up_answers_id_date_and_token_and_where_the_user_is()
    {
        var answer = (await _client.PostAsync("/parse/users", """{"username":"ref-signup","password":"x"}""")).Expect(201);
        Assert.Equal(["createdAt", "objectId", "sessionToken"], answer.Json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(new Uri(server.Address, $"/parse/users/{answer.Json.GetProperty("objectId")}").ToString(), answer.Headers["Location"]);

        var role = (await _master.PostAsync("/parse/roles", """{"name":"RefLocated","ACL":{}}""")).Expect(201);
        Assert.Equal(new Uri(server.Address, $"/parse/roles/{role.Json.GetProperty("objectId")}").ToString(), role.Headers["Location"]);
        Assert.Equal("RefLocated", (await _master.GetAsync($"/parse/roles/{role.Json.GetProperty("objectId")}")).Expect(200).Json.GetProperty("name").GetString());
        Assert.Equal(["RefLocated"], (await _master.GetAsync("/parse/roles", ("where", """{"name":"RefLocated"}"""))).All("name"));
    }

    [Fact]
    public async Task One_object_is_read_with_what_may_be_asked_of_it()
    {
        var target = await _client.CreateAsync("RefTarget", """{"n":1}""");
        var id = await _client.CreateAsync("RefRead", $$$"""{"a":1,"b":2,"to":{"__type":"Pointer","className":"RefTarget","objectId":"{{{target}}}"}}""");
        var row = (await _client.GetAsync($"/parse/classes/RefRead/{id}", ("include", "to"), ("excludeKeys", "b"), ("readPreference", "PRIMARY"), ("includeReadPreference", "PRIMARY"), ("subqueryReadPreference", "PRIMARY"))).Expect(200).Json;
        Assert.Equal(["a", "createdAt", "objectId", "to", "updatedAt"], row.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, row.GetProperty("to").GetProperty("n").GetInt32());
        Assert.False((await _client.GetAsync($"/parse/classes/RefRead/{id}", ("keys", "a"))).Expect(200).Json.TryGetProperty("b", out _));
    }

    [Fact]
    public async Task Logging_out_is_always_right()
    {
        Assert.Equal("{}", (await _client.PostAsync("/parse/logout", "{}")).Expect(200).Text);
        Assert.Equal("{}", (await _master.PostAsync("/parse/logout", "{}")).Expect(200).Text);
    }

    [Fact]
    public async Task Logging_in_as_somebody_needs_his_id()
    {
        (await _master.PostAsync("/parse/loginAs", "{}")).ExpectError(102, "userId must not be empty, null, or undefined");
        (await _master.PostAsync("/parse/loginAs", """{"userId":7}""")).ExpectError(102);
    }

    [Fact]
    public async Task A_password_is_verified_by_GET_and_POST_without_a_session()
    {
        await _client.PostAsync("/parse/users", """{"username":"ref-verified","password":"x"}""");
        foreach (var answer in (Answer[])
        [
            await _client.GetAsync("/parse/verifyPassword", ("username", "ref-verified"), ("password", "x")),
            await _client.PostAsync("/parse/verifyPassword", """{"username":"ref-verified","password":"x"}"""),
        ])
        {
            Assert.Equal("ref-verified", answer.Expect(200).Json.GetProperty("username").GetString());
            Assert.False(answer.Json.TryGetProperty("sessionToken", out _));
        }

        (await _client.GetAsync("/parse/verifyPassword", ("username", "ref-verified"), ("password", "y"))).ExpectError(101, "Invalid username/password.");
        (await _client.PostAsync("/parse/verifyPassword", """{"username":"ref-verified"}""")).ExpectError(201, "password is required.");
    }

    [Fact]
    public async Task ServerInfo_tells_of_hooks_and_config()
    {
        var features = (await _master.GetAsync("/parse/serverInfo")).Expect(200).Json.GetProperty("features");
        foreach (var group in (string[])["hooks", "globalConfig"])
            Answer.AreEqual("""{"create":true,"read":true,"update":true,"delete":true}""", features.GetProperty(group).GetRawText());
    }

    [Theory]
    [InlineData("PATCH", "/parse/classes/Any/x", "cannot route PATCH classes/Any/x")]
    [InlineData("DELETE", "/parse/classes/Any", "cannot route DELETE classes/Any")]
    [InlineData("GET", "/parse/loginAs", "cannot route GET loginAs")]
    public async Task A_method_that_a_path_does_not_have_is_no_route(string method, string path, string message)
    {
        var answer = (await _client.SendAsync(new HttpMethod(method), path, null)).Expect(404);
        Assert.Equal((107, message), (answer.Json.GetProperty("code").GetInt32(), answer.Json.GetProperty("error").GetString()));
    }
}
