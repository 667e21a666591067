using System.Globalization;
using System.Text.Json.Nodes;
using BackendInfra.Core.Schema;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>Paging by cursors that hold the order's keys: whatever the order, both ways, while rows come and go.</summary>
public sealed class KeysetScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Pages = "query ($after: String, $before: String, $first: Int, $last: Int) { rows(order: [ORDER], first: $first, after: $after, before: $before, last: $last) { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { key } } }";

    public static TheoryData<string> Orders =>
    [
        "createdAt_ASC", "createdAt_DESC", "objectId_DESC", "updatedAt_DESC, objectId_ASC", "key_ASC", "key_DESC",
        "text_ASC", "text_DESC", "number_ASC", "number_DESC", "flag_ASC", "flag_DESC", "date_ASC", "date_DESC", "owner_ASC", "owner_DESC", "indexed_ASC", "indexed_DESC",
        "number_ASC, text_ASC", "number_ASC, text_DESC", "number_DESC, text_ASC", "number_DESC, text_DESC", "flag_DESC, indexed_ASC, text_DESC", "indexed_DESC, number_ASC", "indexed_ASC, createdAt_DESC",
    ];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Pages_in_any_order_hold_each_row_once_both_ways(string order)
    {
        await FillAsync();
        var query = Pages.Replace("ORDER", order, StringComparison.Ordinal);
        var all = Keys(await PageAsync(query, new { first = 100 }));
        Assert.Equal(24, all.Count);

        Assert.Equal(all, await WalkAsync(query, forwards: true));
        Assert.Equal(all, await WalkAsync(query, forwards: false));
    }

    [Fact]
    public async Task Cursors_survive_inserts_and_deletes_between_pages()
    {
        await server.Registry.ChangeAsync(server.App, snapshot => snapshot.Find("Queue") is not null ? snapshot : TestClasses.Create(snapshot, new ClassEdit("Queue") { SetFields = [new("n", FieldType.Number)] }), CancellationToken.None);
        foreach (var n in new[] { 1, 2, 3, 4, 5, 6 })
            await AddAsync(n);
        const string query = "query ($after: String) { queues(order: [n_ASC], first: 2, after: $after) { nodes { id n } pageInfo { endCursor hasPreviousPage } } }";
        var first = (await server.ValueAsync("queues", query))!;
        var end = first["pageInfo"]!["endCursor"]!.ToString();

        // Offsets would show 2 again, and after the deletes pass over 4.
        await AddAsync(0);
        await AddAsync(2.5);
        var second = (await server.ValueAsync("queues", query, new { after = end }))!;
        Assert.Equal(["2.5", "3"], second["nodes"]!.AsArray().Select(node => node!["n"]!.ToString()));
        foreach (var page in new[] { first, second })
        {
            foreach (var node in page["nodes"]!.AsArray())
                await server.DataAsync("mutation ($id: ID!) { deleteQueue(input: {id: $id}) { queue { id } } }", new { id = node!["id"]!.ToString() });
        }

        var third = (await server.ValueAsync("queues", query, new { after = second["pageInfo"]!["endCursor"]!.ToString() }))!;
        Assert.Equal(["4", "5"], third["nodes"]!.AsArray().Select(node => node!["n"]!.ToString()));
        Assert.True((bool)third["pageInfo"]!["hasPreviousPage"]!);

        Task AddAsync(double n) => server.DataAsync("mutation ($n: Float) { createQueue(input: {fields: {n: $n}}) { queue { id } } }", new { n });
    }

    [Theory]
    [InlineData("order: [number_ASC]", "order: [number_DESC]")]
    [InlineData("order: [number_ASC]", "order: [text_ASC]")]
    [InlineData("order: [number_ASC]", "order: [number_ASC, text_ASC]")]
    [InlineData("order: [number_ASC]", "")]
    [InlineData("", "order: [number_ASC]")]
    public async Task A_cursor_of_another_order_is_refused(string made, string used)
    {
        await FillAsync();
        var cursor = (await server.ValueAsync("rows.pageInfo.endCursor", $"{{ rows({made}{(made.Length > 0 ? ", " : "")}first: 1) {{ pageInfo {{ endCursor }} }} }}"))!.ToString();

        foreach (var (name, argument) in new[] { ("After", "after"), ("Before", "before") })
        {
            Assert.Equal(("102", $"{name} is not a valid cursor"), await server.ErrorAsync($"{{ rows({used} {argument}: \"{cursor}\") {{ nodes {{ key }} }} }}"));
            Assert.Equal(("102", $"{name} is not a valid cursor"), await server.ErrorAsync($"query ($c: String) {{ rows({used} {argument}: $c) {{ nodes {{ key }} }} }}", new { c = cursor }));
            Assert.Equal(("102", $"{name} is not a valid cursor"), await server.ErrorAsync($"query ($c: String) {{ rows {{ nodes {{ parts({used} {argument}: $c) {{ nodes {{ key }} }} }} }} }}", new { c = cursor }));
        }
    }

    [Theory]
    [InlineData("""["k:",1,"a"]""")]
    [InlineData("""["k:SIG"]""")]
    [InlineData("""["k:SIG",1]""")]
    [InlineData("""["k:SIG","one","a"]""")]
    [InlineData("""["k:SIG",1e999,"a"]""")]
    [InlineData("""["k:SIG",1,null]""")]
    [InlineData("""["k:SIG",1,"\u0000"]""")]
    [InlineData("""["k:SIG",1,"a","b"]""")]
    [InlineData("""["k:SIG",{"$gt":1},"a"]""")]
    [InlineData("""["x:SIG",1,"a"]""")]
    [InlineData("""[1,"a"]""")]
    [InlineData("""{"k":1}""")]
    [InlineData("[\"k:SIG\",1,\"a\"")]
    public async Task A_forged_cursor_is_refused_and_fails_nothing(string json)
    {
        await FillAsync();
        var cursor = (await server.ValueAsync("rows.pageInfo.endCursor", "{ rows(order: [number_ASC], first: 1) { pageInfo { endCursor } } }"))!.ToString();
        var signature = JsonNode.Parse(Convert.FromBase64String(cursor))![0]!.ToString()[2..];
        var forged = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json.Replace("SIG", signature, StringComparison.Ordinal)));

        Assert.Equal(("102", "After is not a valid cursor"), await server.ErrorAsync("query ($c: String) { rows(order: [number_ASC], after: $c) { nodes { key } } }", new { c = forged }));
    }

    [Fact]
    public async Task A_forged_date_is_refused()
    {
        await FillAsync();
        var cursor = (await server.ValueAsync("rows.pageInfo.endCursor", "{ rows(first: 1) { pageInfo { endCursor } } }"))!.ToString();
        var json = JsonNode.Parse(Convert.FromBase64String(cursor))!;
        json[1] = "9999-99-99T00:00:00.000Z";
        var forged = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));

        const string query = "query ($c: String) { rows(after: $c) { nodes { key } } }";
        await server.DataAsync(query, new { c = cursor });
        Assert.Equal(("102", "After is not a valid cursor"), await server.ErrorAsync(query, new { c = forged }));
    }

    [Fact]
    public async Task A_keyset_cursor_and_an_offset_behind_it_do_not_go_together()
    {
        await FillAsync();
        var cursor = (await server.ValueAsync("rows.pageInfo.endCursor", "{ rows(first: 1) { pageInfo { endCursor } } }"))!.ToString();

        Assert.Equal(("102", "Before is not a valid cursor"), await server.ErrorAsync($"{{ rows(after: \"{cursor}\", before: \"YXJyYXljb25uZWN0aW9uOjU=\") {{ nodes {{ key }} }} }}"));
        Assert.Equal("""{"rows":{"nodes":[]}}""", await server.DataAsync($"{{ rows(after: \"YXJyYXljb25uZWN0aW9uOjU=\", before: \"{cursor}\") {{ nodes {{ key }} }} }}"));
    }

    private async Task<List<string>> WalkAsync(string query, bool forwards)
    {
        var keys = new List<string>();
        string? cursor = null;
        while (true)
        {
            var page = forwards ? await PageAsync(query, new { first = 5, after = cursor }) : await PageAsync(query, new { last = 5, before = cursor });
            var info = page["pageInfo"]!;
            keys.InsertRange(forwards ? keys.Count : 0, Keys(page));
            Assert.Equal(cursor is not null, (bool)info[forwards ? "hasPreviousPage" : "hasNextPage"]!);
            if (!(bool)info[forwards ? "hasNextPage" : "hasPreviousPage"]!)
                return keys;
            cursor = info[forwards ? "endCursor" : "startCursor"]!.ToString();
        }
    }

    private async Task<JsonNode> PageAsync(string query, object variables) => (await server.ValueAsync("rows", query, variables))!;

    private static List<string> Keys(JsonNode page) => [.. page["nodes"]!.AsArray().Select(node => node!["key"]!.ToString())];

    /// <summary>Rows with equal and unset values of every type.</summary>
    private async Task FillAsync()
    {
        await server.Registry.ChangeAsync(
            server.App,
            snapshot => snapshot.Find("Row") is not null ? snapshot : TestClasses.Create(snapshot, new ClassEdit("Row")
            {
                SetFields =
                [
                    new("key", FieldType.String), new("text", FieldType.String), new("number", FieldType.Number), new("flag", FieldType.Boolean), new("date", FieldType.Date),
                    new("owner", FieldType.Pointer, "Row"), new("parts", FieldType.Relation, "Row"), new("indexed", FieldType.Number),
                ],
                AddIndexes = [new IndexDefinition("indexed", [new IndexKey("indexed")])],
            }),
            CancellationToken.None);
        if ((int)(await server.ValueAsync("rows.count", "{ rows { count } }"))! > 0)
            return;
        for (var i = 0; i < 24; i++)
        {
            var fields = new JsonObject { ["key"] = i.ToString("00", CultureInfo.InvariantCulture) };
            if (i % 5 != 0)
                fields["text"] = $"é\"%{i % 3}";
            if (i % 4 != 0)
                fields["number"] = (i % 7) - 2.5;
            if (i % 3 != 0)
                fields["flag"] = i % 2 == 0;
            if (i % 6 != 0)
                fields["date"] = $"2024-01-{(i % 9) + 1:00}T00:00:00.000Z";
            if (i % 2 == 0)
                fields["owner"] = new JsonObject { ["link"] = $"owner{i % 4}" };
            if (i % 5 < 3)
                fields["indexed"] = i % 6;
            await server.DataAsync("mutation ($f: CreateRowFieldsInput) { createRow(input: {fields: $f}) { row { id } } }", new { f = fields });
        }
    }
}
