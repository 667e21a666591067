using System.Text.Json;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

/// <summary>Everything against everything: whatever a client combines, the answer is a result or a refusal, never an internal error.</summary>
[Collection(nameof(ServerCollection))]
public sealed class MatrixTests(TestServer server)
{
    private static readonly (string Field, string Value)[] Fields =
    [
        ("text", "\"x\""), ("number", "1"), ("flag", "true"), ("map", """{"a":1}"""), ("list", """[1,"x",{"__type":"Pointer","className":"MatrixTarget","objectId":"t"}]"""),
        ("date", """{"__type":"Date","iso":"2024-01-01T00:00:00.000Z"}"""), ("bytes", """{"__type":"Bytes","base64":"aGk="}"""), ("file", """{"__type":"File","name":"a","url":"http://b/a"}"""),
        ("point", """{"__type":"GeoPoint","latitude":1,"longitude":2}"""), ("area", """{"__type":"Polygon","coordinates":[[0,0],[0,1],[1,1]]}"""),
        ("pointer", """{"__type":"Pointer","className":"MatrixTarget","objectId":"t"}"""), ("relation", """{"__type":"Relation","className":"MatrixTarget"}"""),
    ];

    private static readonly string[] Paths =
        [.. Fields.Select(f => f.Field), "objectId", "createdAt", "updatedAt", "ACL", "ghost", "map.a", "map.a.b", "list.0", "point.latitude", "file.name", "ghost.a"];

    private static readonly string[] Values = [.. Fields.Select(f => f.Value), "null", "[]", "{}", "\"\"", "-1e300", "\"2024-01-01\"", "[null]"];

    private readonly RestClient _client = server.Anonymous(server.Open);

    [Fact]
    public async Task No_query_is_an_internal_error()
    {
        await PrepareAsync("Matrix");
        string[] operators = ["$eq", "$ne", "$lt", "$lte", "$gt", "$gte", "$in", "$nin", "$all", "$containedBy", "$exists", "$regex", "$inQuery", "$select", "$dontSelect", "$notInQuery"];
        string[] queries = ["""{"className":"Matrix"}""", """{"className":"MatrixTarget","where":{"name":"t"}}""", """{"className":"MatrixTarget","limit":1,"order":"-name","skip":1}"""];
        var wheres = from path in Paths
                     from name in operators
                     from value in Operands(name)
                     select $$"""{"{{path}}":{"{{name}}":{{value}} } }""";
        var bare = from path in Paths from value in Values select $$"""{"{{path}}":{{value}} }""";
        await RunAsync([.. wheres.Concat(bare).Select(where => $$"""{"method":"GET","path":"/parse/classes/Matrix","body":{"where":{{where}},"limit":1} }""")]);

        IEnumerable<string> Operands(string name) => name switch
        {
            "$in" or "$nin" or "$all" or "$containedBy" => Values.Select(value => $"[{value}]").Append("[]").Append($"[{string.Join(',', Values)}]"),
            "$exists" => ["true", "false"],
            "$regex" => ["\"x\"", "\"\""],
            "$inQuery" or "$notInQuery" => queries,
            "$select" or "$dontSelect" => from query in queries from key in Paths select $$"""{"query":{{query}},"key":"{{key}}"}""",
            _ => Values,
        };
    }

    [Fact]
    public async Task No_order_selection_or_include_is_an_internal_error()
    {
        await PrepareAsync("Matrix");
        await RunAsync([.. from path in Paths
                           from parameter in (string[])["order", "include", "keys", "excludeKeys"]
                           select $$"""{"method":"GET","path":"/parse/classes/Matrix","body":{"{{parameter}}":"{{path}}"} }"""]);
    }

    [Fact]
    public async Task No_write_is_an_internal_error()
    {
        var id = await PrepareAsync("MatrixWrites");
        string[] operations =
        [
            """{"__op":"Delete"}""", """{"__op":"Increment","amount":1}""",
            .. from name in (string[])["Add", "AddUnique", "Remove", "AddRelation", "RemoveRelation"] from value in Values select $$"""{"__op":"{{name}}","objects":[{{value}}]}""",
            .. from value in Values select $$"""{"__op":"SetOnInsert","amount":{{value}} }""",
            .. Values,
        ];
        await RunAsync([.. from path in Paths
                           from operation in operations
                           from target in (string[])["POST /parse/classes/MatrixWrites", $"PUT /parse/classes/MatrixWrites/{id}"]
                           select $$"""{"method":"{{target.Split(' ')[0]}}","path":"{{target.Split(' ')[1]}}","body":{"{{path}}":{{operation}} } }"""]);
    }

    private async Task<string> PrepareAsync(string className)
    {
        await _client.CreateAsync("MatrixTarget", """{"name":"t"}""");
        return await _client.CreateAsync(className, $"{{{string.Join(',', Fields.Select(f => $"\"{f.Field}\":{f.Value}"))}}}");
    }

    private async Task RunAsync(string[] requests)
    {
        var successes = 0;
        foreach (var chunk in requests.Chunk(100))
        {
            var results = (await _client.PostAsync("/parse/batch", $$"""{"requests":[{{string.Join(',', chunk)}}]}""")).Expect(200).Json;
            var failed = results.EnumerateArray()
                .Select((result, index) => (Result: result, Request: chunk[index]))
                .Where(item => item.Result.TryGetProperty("error", out var error) && !IsRefusal(error))
                .Select(item => $"{item.Request} → {item.Result}");
            Assert.Empty(failed);
            successes += results.EnumerateArray().Count(result => result.TryGetProperty("success", out _));
        }

        // A mistake in the requests must not make all of them refusals.
        TestContext.Current.TestOutputHelper?.WriteLine($"{successes} of {requests.Length} succeeded");
        Assert.InRange(successes, requests.Length / 10, requests.Length - 1);
    }

    private static bool IsRefusal(JsonElement error) => error.GetProperty("code").GetInt32() is not (1 or 100 or 124);
}
