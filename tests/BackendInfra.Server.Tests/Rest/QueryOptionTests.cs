using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

/// <summary>explain, hint, redirectClassNameForKey, and regular expressions that would never end.</summary>
[Collection(nameof(ServerCollection))]
public sealed class QueryOptionTests(TestServer server)
{
    /// <summary>Six groups and their repetition make an even length, which a text of 201 letters is not: every split is tried.</summary>
    private const string Endless = """^(a+)(a+)(a+)(a+)(a+)(a+)\\1\\2\\3\\4\\5\\6$""";

    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task A_regular_expression_that_takes_too_long_is_ended()
    {
        await _client.CreateAsync("EndlessText", $$"""{"s":"{{new string('a', 201)}}"}""");
        var where = $$"""{"s":{"$regex":"{{Endless}}"} }""";
        (await _client.GetAsync("/parse/classes/EndlessText", ("where", where))).ExpectError(124, "The request took too long.");
        (await _client.GetAsync("/parse/classes/EndlessText", ("where", """{"s":{"$regex":"^((a+)+)+$"}}"""))).Expect(200);
        (await _client.GetAsync("/parse/classes/EndlessText", ("where", """{"s":{"$regex":"(a{1,255}){1,255}"}}"""))).ExpectError(102);
    }

    [Fact]
    public async Task The_master_key_is_told_the_plan_of_a_query()
    {
        await _client.CreateAsync("Explained", """{"n":1}""");
        var plan = (await server.Master(server.Open).GetAsync("/parse/classes/Explained", ("where", """{"n":{"$gt":0}}"""), ("explain", "true"), ("hint", "x"), ("count", "1"))).Expect(200).Results.Single();
        Assert.True(plan[0].TryGetProperty("Plan", out _));
        (await _client.GetAsync("/parse/classes/Explained", ("explain", "true"))).ExpectError(102);
        Assert.Equal(1, (await server.Master(server.Open).GetAsync("/parse/classes/Explained", ("explain", "false"))).Expect(200).Results.Single().GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_query_is_redirected_to_the_class_of_a_field()
    {
        var part = await _client.CreateAsync("RedirectPart", """{"k":"p"}""");
        var pointer = $$"""{"__type":"Pointer","className":"RedirectPart","objectId":"{{part}}"}""";
        await _client.CreateAsync("RedirectOwner", $$"""{"k":"o","part":{{pointer}},"parts":{"__op":"AddRelation","objects":[{{pointer}}]} }""");
        foreach (var key in (string[])["part", "parts"])
        {
            var found = (await _client.GetAsync("/parse/classes/RedirectOwner", ("redirectClassNameForKey", key), ("where", """{"k":"p"}"""))).Expect(200).Results.Single();
            Assert.Equal(("RedirectPart", part), (found.GetProperty("className").GetString(), found.GetProperty("objectId").GetString()));
        }

        Assert.Equal(["o"], (await _client.GetAsync("/parse/classes/RedirectOwner", ("redirectClassNameForKey", "k"))).All("k"));
        var inner = """{"part":{"$inQuery":{"className":"RedirectOwner","redirectClassNameForKey":"parts","where":{"k":"p"}}}}""";
        Assert.Equal(["o"], (await _client.GetAsync("/parse/classes/RedirectOwner", ("where", inner))).All("k"));
    }

    [Fact]
    public async Task A_redirection_asks_for_the_permissions_of_its_class()
    {
        var master = server.Master(server.Guarded);
        await master.PostAsync("/parse/schemas/RedirectVault", """{"fields":{"k":{"type":"String"}}}""");
        await master.PostAsync("/parse/schemas/RedirectDoor", """
            {"fields":{"vaults":{"type":"Relation","targetClass":"RedirectVault"},"hidden":{"type":"Relation","targetClass":"RedirectDoor"}},
             "classLevelPermissions":{"find":{"*":true},"protectedFields":{"*":["hidden"]}}}
            """);
        var client = server.Anonymous(server.Guarded);
        (await client.GetAsync("/parse/classes/RedirectDoor", ("redirectClassNameForKey", "vaults"))).ExpectError(119);
        (await client.GetAsync("/parse/classes/RedirectDoor", ("redirectClassNameForKey", "hidden"))).ExpectError(119);
    }
}
