using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §13: batches, beside <see cref="BatchTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section13BatchTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task All_requests_have_the_callers_rights()
    {
        const string Body = """{"requests":[{"method":"GET","path":"/parse/schemas"},{"method":"GET","path":"/parse/users/me"}]}""";
        var master = (await server.Master(server.Open).PostAsync("/parse/batch", Body)).Expect(200).Json;
        Assert.True(master[0].TryGetProperty("success", out _));
        Assert.Equal(209, master[1].GetProperty("error").GetProperty("code").GetInt32());

        var user = server.Anonymous(server.Open);
        user.Headers["X-Parse-Session-Token"] = (await user.PostAsync("/parse/users", """{"username":"ref-batch","password":"x"}""")).Expect(201).Json.GetProperty("sessionToken").GetString()!;
        var own = (await user.PostAsync("/parse/batch", Body)).Expect(200).Json;
        Assert.True(own[0].TryGetProperty("error", out _));
        Assert.Equal("ref-batch", own[1].GetProperty("success").GetProperty("username").GetString());
    }

    [Fact]
    public async Task A_key_inside_a_request_of_a_batch_gives_nothing()
    {
        var body = $$"""{"requests":[{"method":"GET","path":"/parse/schemas","body":{"_MasterKey":"{{server.Open.Keys.Master}}"} }]}""";
        Answer.AreEqual("""[{"error":{"error":"unauthorized: master key is required"}}]""", (await _client.PostAsync("/parse/batch", body)).Expect(200).Text);
    }

    [Fact]
    public async Task A_transaction_undoes_creates_updates_deletes_and_members_of_relations()
    {
        var id = await _client.CreateAsync("RefUndone", """{"n":1}""");
        var pointer = $$"""{"__type":"Pointer","className":"RefUndone","objectId":"{{id}}"}""";
        await _client.CreateAsync("RefUndone", $$$"""{"n":2,"all":{"__op":"AddRelation","objects":[{{{pointer}}}]}}""");
        var before = (await _client.GetAsync("/parse/classes/RefUndone", ("order", "n"))).Expect(200).Text;
        var answer = await _client.PostAsync("/parse/batch", $$$$"""
            {"transaction":true,"requests":[
              {"method":"POST","path":"/parse/classes/RefUndone","body":{"n":3}},
              {"method":"PUT","path":"/parse/classes/RefUndone/{{{{id}}}}","body":{"n":9,"all":{"__op":"AddRelation","objects":[{{{{pointer}}}}]}}},
              {"method":"DELETE","path":"/parse/classes/RefUndone/{{{{id}}}}"},
              {"method":"PUT","path":"/parse/classes/RefUndone/nope","body":{"n":1}}]}
            """);
        Assert.Equal([-1, -1, -1, 101], answer.Expect(400).Json.EnumerateArray().Select(result => result.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(before, (await _client.GetAsync("/parse/classes/RefUndone", ("order", "n"))).Expect(200).Text);
        Assert.Empty((await _client.GetAsync("/parse/classes/RefUndone", ("where", $$$$"""{"$relatedTo":{"object":{{{{pointer}}}},"key":"all"}}"""))).Expect(200).Results);
    }

    [Fact]
    public async Task At_most_a_hundred_requests_make_a_batch()
    {
        var items = string.Join(',', Enumerable.Repeat("""{"method":"GET","path":"/parse/config"}""", 101));
        (await _client.PostAsync("/parse/batch", $$"""{"requests":[{{items}}]}""")).ExpectError(155, "A batch may hold at most 100 requests.");
        Assert.Equal(101, (await server.Master(server.Open).PostAsync("/parse/batch", $$"""{"requests":[{{items}}]}""")).Expect(200).Json.GetArrayLength());
        Assert.Equal("[]", (await _client.PostAsync("/parse/batch", """{"requests":[]}""")).Expect(200).Text);
    }
}
