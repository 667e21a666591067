using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Security;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §17's list of what went wrong elsewhere, beside <see cref="InputRules"/>, <see cref="AccessRules"/> and <see cref="StabilityRules"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section17SecurityTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Theory]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    [InlineData("toString")]
    public async Task No_function_is_called_by_a_name_of_the_language(string name) =>
        (await _client.PostAsync($"/parse/functions/{name}", "{}")).ExpectError(141, $"Invalid function: \"{name}\"");

    [Theory]
    [InlineData("""{"authData":{}}""", 200)]
    [InlineData("""{"authData":{"anonymous":{"id":"ref-known"}}}""", 200)]
    [InlineData("""{"username":"ref-known","authData":{"anonymous":{"id":"ref-known"}}}""", 201)]
    [InlineData("""{"authData":{"anonymous":{"id":{"$ne":null}}}}""", 121)]
    public async Task AuthData_is_no_password_where_one_logs_in(string body, int code) =>
        (await _client.PostAsync("/parse/login", body)).ExpectError(code);

    [Theory]
    [InlineData("GET", "/parse/classes/_Join:users:_Role")]
    [InlineData("POST", "/parse/classes/_Join:users:_Role")]
    [InlineData("PUT", "/parse/classes/_Join:users:_Role/x")]
    [InlineData("DELETE", "/parse/classes/_Join:users:_Role/x")]
    public async Task Nobody_touches_the_table_of_a_relation(string method, string path)
    {
        foreach (var client in (RestClient[])[_client, server.Master(server.Open)])
            (await client.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? """{"owningId":"a","relatedId":"b"}""" : null)).ExpectError(103);
    }

    [Fact]
    public async Task A_protected_field_orders_nothing_and_redirects_nowhere()
    {
        await server.Master(server.Guarded).DefineAsync("RefHiding", """
            {"fields":{"secret":{"type":"Object"},"to":{"type":"Pointer","targetClass":"RefHiding"}},"classLevelPermissions":{"find":{"*":true},"count":{"*":true},"protectedFields":{"*":["secret","to"]}}}
            """);
        var client = server.Anonymous(server.Guarded);
        foreach (var (name, value) in ((string, string)[])
        [
            ("order", "secret"), ("order", "-secret.pin"), ("where", """{"secret.pin":{"$gt":1}}"""), ("where", """{"$and":[{"$or":[{"secret":{"$ne":null}}]}]}"""), ("where", """{"to":{"$exists":true}}"""),
        ])
        {
            var answer = await client.GetAsync("/parse/classes/RefHiding", (name, value), ("count", "1"));
            answer.ExpectError(119, $"This user is not allowed to query {(value.Contains("to", StringComparison.Ordinal) ? "to" : "secret")} on class RefHiding");
        }

        (await client.GetAsync("/parse/classes/RefHiding", ("redirectClassNameForKey", "to"))).ExpectError(119, "This user is not allowed to query to on class RefHiding");
    }
}
