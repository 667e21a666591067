using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §4: the parameters of a query, beside <see cref="QueryTests"/> and <see cref="IncludeTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section04ParameterTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task A_limit_has_a_default_and_a_maximum_and_sub_queries_have_neither()
    {
        Assert.Equal((100, null), (new AppOptions().DefaultLimit, new AppOptions().MaxLimit));
        var app = await server.CreateAppAsync("ref-limits", new AppOptions { DefaultLimit = 2, MaxLimit = 3, DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var client = server.Anonymous(app);
        foreach (var n in Enumerable.Range(0, 5))
        {
            var id = await client.CreateAsync("RefPart", $$"""{"n":{{n}} }""");
            await client.CreateAsync("RefWhole", $$$"""{"n":{{{n}}},"part":{"__type":"Pointer","className":"RefPart","objectId":"{{{id}}}"}}""");
        }

        Assert.Equal(2, (await client.GetAsync("/parse/classes/RefWhole")).Expect(200).Results.Count);
        Assert.Equal(3, (await client.GetAsync("/parse/classes/RefWhole", ("limit", "1000"))).Expect(200).Results.Count);
        Assert.Equal("""{"results":[]}""", (await client.GetAsync("/parse/classes/RefWhole", ("limit", "0"))).Expect(200).Text);
        foreach (var where in (string[])["""{"part":{"$inQuery":{"className":"RefPart"}}}""", """{"n":{"$select":{"query":{"className":"RefPart"},"key":"n"}}}"""])
            Assert.Equal("""{"results":[],"count":5}""", (await client.GetAsync("/parse/classes/RefWhole", ("where", where), ("limit", "0"), ("count", "1"))).Expect(200).Text);
    }

    [Fact]
    public async Task Orders_know_the_old_names_of_the_dates()
    {
        foreach (var n in (int[])[1, 2, 3])
            await _client.CreateAsync("RefOrdered", $$"""{"n":{{n}} }""");
        var expected = (await _client.GetAsync("/parse/classes/RefOrdered", ("order", "-createdAt"))).Expect(200).Text;
        foreach (var order in (string[])["-_created_at", "-_updated_at", "ghost,-_created_at"])
            Assert.Equal(expected, (await _client.GetAsync("/parse/classes/RefOrdered", ("order", order))).Expect(200).Text);
        (await _client.GetAsync("/parse/classes/RefOrdered", ("order", "n-"))).ExpectError(105, "Invalid key name: n-");
    }

    [Fact]
    public async Task Keys_and_excludeKeys_leave_id_dates_and_ACL()
    {
        await _client.CreateAsync("RefKeys", """{"a":1,"b":2,"ACL":{"*":{"read":true}}}""");
        foreach (var (name, value) in ((string, string)[])[("keys", "a"), ("excludeKeys", "b,objectId,createdAt,updatedAt,ACL")])
        {
            var row = (await _client.GetAsync("/parse/classes/RefKeys", (name, value))).Expect(200).Results.Single();
            Assert.Equal(["ACL", "a", "createdAt", "objectId", "updatedAt"], row.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Parameters_that_say_nothing_here_are_taken_and_unknown_ones_are_not()
    {
        await _client.CreateAsync("RefTaken", """{"n":1}""");
        Assert.Equal(["1"], (await _client.GetAsync("/parse/classes/RefTaken", ("hint", "_id_"), ("comment", "why"), ("readPreference", "SECONDARY"), ("includeReadPreference", "x"), ("subqueryReadPreference", "x"))).All("n"));
        (await _client.GetAsync("/parse/classes/RefTaken", ("nonsense", "1"))).ExpectError(102, "Invalid parameter for query: nonsense");
        (await _client.PostAsync("/parse/classes/RefTaken", """{"_method":"GET","nonsense":1}""")).ExpectError(102, "Invalid parameter for query: nonsense");
    }

    [Fact]
    public async Task A_relation_is_never_included()
    {
        var member = await _client.CreateAsync("RefMember", """{"n":1}""");
        await _client.CreateAsync("RefRelated", $$$"""{"all":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"RefMember","objectId":"{{{member}}}"}]}}""");
        foreach (var include in (string[])["all", "*", "all.n"])
        {
            var row = (await _client.GetAsync("/parse/classes/RefRelated", ("include", include))).Expect(200).Results.Single();
            Answer.AreEqual("""{"__type":"Relation","className":"RefMember"}""", row.GetProperty("all").GetRawText());
        }
    }

    [Fact]
    public async Task A_class_that_does_not_exist_is_empty_where_clients_may_make_it()
    {
        Assert.Equal("""{"results":[],"count":0}""", (await _client.GetAsync("/parse/classes/RefNowhere", ("count", "1"))).Expect(200).Text);
        (await server.Anonymous(server.Guarded).GetAsync("/parse/classes/RefNowhere")).ExpectError(119, "This user is not allowed to access non-existent class: RefNowhere");
    }

    [Fact]
    public async Task An_included_user_keeps_his_secrets()
    {
        var user = (await _client.PostAsync("/parse/users", """{"authData":{"anonymous":{"id":"ref-included-user"}}}""")).Expect(201).Json.GetProperty("objectId").GetString();
        (await server.Master(server.Open).PutAsync($"/parse/users/{user}", """{"ACL":{"*":{"read":true}}}""")).Expect(200);
        await _client.CreateAsync("RefOwned", $$$"""{"owner":{"__type":"Pointer","className":"_User","objectId":"{{{user}}}"}}""");
        var owner = (await _client.GetAsync("/parse/classes/RefOwned", ("include", "owner"))).Expect(200).Results.Single().GetProperty("owner");
        Assert.Equal(("Object", "_User"), (owner.GetProperty("__type").GetString(), owner.GetProperty("className").GetString()));
        Assert.False(owner.TryGetProperty("sessionToken", out _) || owner.TryGetProperty("authData", out _) || owner.TryGetProperty("password", out _));
    }
}
