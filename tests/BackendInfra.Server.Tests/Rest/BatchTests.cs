using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class BatchTests(TestServer server)
{
    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task Requests_run_in_order_and_each_has_a_result()
    {
        var id = await _client.CreateAsync("Batched", """{"n":1}""");
        var results = (await BatchAsync($$"""
            {"method":"POST","path":"/parse/classes/Batched","body":{"n":2} },
            {"method":"PUT","path":"/parse/classes/Batched/{{id}}","body":{"n":{"__op":"Increment","amount":5} } },
            {"method":"GET","path":"/parse/classes/Batched/{{id}}"},
            {"method":"GET","path":"/parse/classes/Batched","body":{"where":{"n":2},"count":1} },
            {"method":"PUT","path":"/parse/classes/Batched/nope","body":{"n":1} },
            {"method":"DELETE","path":"/parse/classes/Batched/{{id}}"},
            {"method":"GET","path":"/parse/schemas"}
            """)).Expect(200).Json;
        Assert.Equal(7, results.GetArrayLength());
        Assert.True(results[0].GetProperty("success").TryGetProperty("objectId", out _));
        Assert.Equal(6, results[1].GetProperty("success").GetProperty("n").GetInt32());
        Assert.Equal(6, results[2].GetProperty("success").GetProperty("n").GetInt32());
        Assert.Equal(1, results[3].GetProperty("success").GetProperty("count").GetInt32());
        Answer.AreEqual("""{"code":101,"error":"Object not found."}""", results[4].GetProperty("error").GetRawText());
        Assert.Equal("{}", results[5].GetProperty("success").GetRawText());
        Answer.AreEqual("""{"error":"unauthorized: master key is required"}""", results[6].GetProperty("error").GetRawText());
    }

    [Fact]
    public async Task A_transaction_does_all_of_it()
    {
        var results = (await BatchAsync("""
            {"method":"POST","path":"/parse/classes/TxGood","body":{"n":1}},{"method":"POST","path":"/parse/classes/TxGood","body":{"n":2,"added":true}},
            {"method":"GET","path":"/parse/classes/TxGood","body":{"count":1,"limit":0}}
            """, transaction: true)).Expect(200).Json;
        Assert.Equal(2, results[2].GetProperty("success").GetProperty("count").GetInt32());
        Assert.Equal(["1", "2"], (await _client.GetAsync("/parse/classes/TxGood")).All("n"));
    }

    [Fact]
    public async Task A_transaction_with_an_error_does_nothing_and_says_which()
    {
        var id = await _client.CreateAsync("TxBad", """{"n":1}""");
        var answer = await BatchAsync($$"""
            {"method":"PUT","path":"/parse/classes/TxBad/{{id}}","body":{"n":9} },
            {"method":"POST","path":"/parse/classes/TxBad","body":{"n":"text"} },
            {"method":"POST","path":"/parse/classes/TxBadOther","body":{"n":1} }
            """, transaction: true);
        var results = answer.Expect(400).Json;
        Assert.Equal([-1, 111, -1], results.EnumerateArray().Select(r => r.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal(["1"], (await _client.GetAsync("/parse/classes/TxBad")).All("n"));
        (await server.Master(server.Open).GetAsync("/parse/schemas/TxBadOther")).ExpectError(103);

        // The connection has come back in good order: more failures than the pool has connections.
        for (var i = 0; i < 40; i++)
            (await BatchAsync("""{"method":"PUT","path":"/parse/classes/TxBad/nope","body":{"n":9}}""", transaction: true)).Expect(400);
        Assert.Equal(["1"], (await _client.GetAsync("/parse/classes/TxBad")).All("n"));
    }

    [Fact]
    public async Task Concurrent_transactions_on_the_same_rows_all_end()
    {
        var a = await _client.CreateAsync("TxRace", """{"n":0}""");
        var b = await _client.CreateAsync("TxRace", """{"n":0}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
        {
            var (first, second) = i % 2 == 0 ? (a, b) : (b, a);
            return BatchAsync($$"""
                {"method":"PUT","path":"/parse/classes/TxRace/{{first}}","body":{"n":{"__op":"Increment","amount":1} } },
                {"method":"PUT","path":"/parse/classes/TxRace/{{second}}","body":{"n":{"__op":"Increment","amount":1} } }
                """, transaction: true);
        }));
        var done = answers.Count(answer => answer.Status == 200);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 400, answer.Text));
        Assert.Equal([$"{done}", $"{done}"], (await _client.GetAsync("/parse/classes/TxRace")).All("n"));
    }

    [Theory]
    [InlineData("""{"method":"POST","path":"/classes/X","body":{}}""", "cannot route batch path /classes/X")]
    [InlineData("""{"method":"POST","path":"/parse/batch","body":{"requests":[]}}""", "nested batch requests are not allowed")]
    [InlineData("""{"method":"PATCH","path":"/parse/classes/X"}""", "cannot route PATCH /classes/X")]
    public async Task A_request_without_a_route_fails_alone(string item, string error)
    {
        var result = (await BatchAsync(item)).Expect(200).Json[0].GetProperty("error");
        Assert.Equal((107, error), (result.GetProperty("code").GetInt32(), result.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"requests":{}}""")]
    [InlineData("""{"requests":[1]}""")]
    [InlineData("""{"requests":[{"method":"GET"}]}""")]
    [InlineData("""{"requests":[],"transaction":"yes"}""")]
    public async Task A_malformed_batch_is_refused(string body) => (await _client.PostAsync("/parse/batch", body)).ExpectError(107);

    [Fact]
    public async Task A_batch_is_limited()
    {
        var items = string.Join(',', Enumerable.Repeat("""{"method":"GET","path":"/parse/classes/Batched"}""", 101));
        (await BatchAsync(items)).ExpectError(155);
    }

    [Fact]
    public async Task Paths_start_with_the_mount_of_the_request()
    {
        var mount = $"/apps/{server.Open.Id}/parse";
        var body = $$"""{"requests":[{"method":"POST","path":"{{mount}}/classes/Mounted","body":{"n":1} }]}""";
        Assert.True((await _client.PostAsync($"{mount}/batch", body)).Expect(200).Json[0].TryGetProperty("success", out _));
        Assert.True((await _client.PostAsync("/parse/batch", body)).Expect(200).Json[0].TryGetProperty("error", out _));
    }

    private Task<Answer> BatchAsync(string items, bool transaction = false) =>
        _client.PostAsync("/parse/batch", $$"""{"requests":[{{items}}],"transaction":{{(transaction ? "true" : "false")}} }""");
}
