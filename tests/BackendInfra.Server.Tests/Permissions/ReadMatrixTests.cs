using System.Text.Json.Nodes;
using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>Every way to read × every caller × every mechanism: each finds the rows that the oracle names, or hears its refusal.</summary>
[Collection(nameof(MatrixCollection))]
public sealed class ReadMatrixTests(MatrixServer server) : MatrixTest(server)
{
    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Finding_and_counting(string name)
    {
        var mechanism = Find(name);
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var client = Server.Of(caller);
            var path = $"/parse/classes/{mechanism.ClassName}";
            var find = Oracle.Rows(mechanism, "find", caller);
            var count = Count(Oracle.Rows(mechanism, "count", caller));
            Compare("find", caller, find, Values(await client.GetAsync(path), "name"));
            Compare("find with a condition", caller, find, Values(await client.GetAsync(path, ("where", """{"$or":[{"touched":0},{"name":"x"}]}"""), ("order", "-name"), ("keys", "name")), "name"));
            Compare("find in a batch", caller, find, Values(await BatchAsync(caller, "GET", path, "{}"), "name"));

            var counted = await client.GetAsync(path, ("count", "1"), ("limit", "0"));
            Compare("count", caller, count, Refusal(counted) ?? counted.Json.GetProperty("count").ToString());
            var both = await client.GetAsync(path, ("count", "1"));
            var refused = Oracle.Refusal(mechanism, "find", caller) ?? Oracle.Refusal(mechanism, "count", caller);
            Compare("find and count", caller, refused ?? find, Values(both, "name"));
            if (refused is null)
                Compare("find and count: the number", caller, count, both.Json.GetProperty("count").ToString());

            var list = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.ClassName)}}s { edges { node { name } } } }""");
            Compare("GraphQL list", caller, find, Refusal(list) ?? Nodes(list["data"]!.AsObject().Single().Value!, "name"));
            var number = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.ClassName)}}s { count } }""");
            Compare("GraphQL count", caller, count, Refusal(number) ?? number["data"]!.AsObject().Single().Value!["count"]!.ToString());

            var aggregated = await client.GetAsync($"/parse/aggregate/{mechanism.ClassName}", ("pipeline", """[{"$project":{"name":1}}]"""));
            Compare("aggregate", caller, caller is MatrixCaller.Master or MatrixCaller.ReadOnlyMaster ? find : "403", aggregated.Status == 403 ? "403" : Values(aggregated, "name"));
        }

        Conclude();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Summarizing(string name)
    {
        var mechanism = Find(name);
        var (rows, holders) = ($"{Field(mechanism.ClassName)}s", $"{Field(mechanism.HolderName)}s");
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var expected = Oracle.Summarized(mechanism, caller);
            var groups = await Server.GraphQLAsync(caller, $$"""{ {{rows}}GroupBy(by: [name]) { groups { key { name } } } }""");
            Compare("GraphQL groups", caller, expected, Refusal(groups) ?? Groups(groups["data"]![$"{rows}GroupBy"]!, "key", "name"));
            var aggregate = await Server.GraphQLAsync(caller, $$"""{ {{rows}}Aggregate { count } }""");
            Compare("GraphQL aggregate", caller, Count(expected), Refusal(aggregate) ?? aggregate["data"]![$"{rows}Aggregate"]!["count"]!.ToString());
            var connection = await Server.GraphQLAsync(caller, $$"""{ {{rows}}(first: 1) { aggregate { count } groupBy(by: [name]) { groups { key { name } } } edges { cursor } } }""");
            Compare("GraphQL aggregate of a connection", caller, Count(expected), Refusal(connection) ?? connection["data"]![rows]!["aggregate"]!["count"]!.ToString());
            Compare("GraphQL groups of a connection", caller, expected, Refusal(connection) ?? Groups(connection["data"]![rows]!["groupBy"]!, "key", "name"));

            var related = await Server.GraphQLAsync(caller, $$"""{ {{holders}}(where: { key: { equalTo: "all" } }) { edges { node { rows { aggregate { count } groupBy(by: [name]) { groups { key { name } } } } } } } }""");
            var members = related["data"]?[holders]?["edges"]?[0]?["node"]?["rows"];
            Compare("GraphQL aggregate of a relation", caller, Count(expected), Refusal(related) ?? members!["aggregate"]!["count"]!.ToString());
            Compare("GraphQL groups of a relation", caller, expected, Refusal(related) ?? Groups(members!["groupBy"]!, "key", "name"));

            var pointed = await Server.GraphQLAsync(caller, $$"""{ {{holders}}GroupBy(by: [to]) { groups { key { to { object { name } } } } } }""");
            Compare("GraphQL object behind a key", caller, Oracle.Rows(mechanism, "get", caller), Refusal(pointed) ?? Groups(pointed["data"]![$"{holders}GroupBy"]!, "key", "to", "object", "name"));
        }

        Conclude();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Getting_one(string name)
    {
        var mechanism = Find(name);
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            foreach (var row in Rows(mechanism, "get", caller))
            {
                var expected = Oracle.Refusal(mechanism, "get", caller) ?? (Oracle.May(mechanism, "get", caller, row) ? row.Name : "101");
                var id = Server.Id(mechanism, row);
                var got = await Server.Of(caller).GetAsync($"/parse/classes/{mechanism.ClassName}/{id}");
                Compare($"get {row.Name}", caller, expected, Refusal(got) ?? got.Json.GetProperty("name").GetString());
                var found = await Server.Of(caller).GetAsync($"/parse/classes/{mechanism.ClassName}", ("where", $$"""{"objectId":"{{id}}"}"""));
                Compare($"find {row.Name} by its id", caller, expected == "101" && Oracle.Refusal(mechanism, "get", caller) is null ? "" : expected, Values(found, "name"));
                var one = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.ClassName)}}(id: "{{id}}") { name } }""");
                Compare($"GraphQL get {row.Name}", caller, expected, Refusal(one) ?? one["data"]!.AsObject().Single().Value!["name"]!.ToString());
            }
        }

        Conclude();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Reaching_rows_through_others(string name)
    {
        var mechanism = Find(name);
        var holders = $"/parse/classes/{mechanism.HolderName}";
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var client = Server.Of(caller);
            var (find, get) = (Oracle.Rows(mechanism, "find", caller), Oracle.Rows(mechanism, "get", caller));

            var included = await client.GetAsync(holders, ("include", "to"));
            Compare("include of a pointer", caller, get, Refusal(included) ?? Join(included.Results.Where(holder => holder.TryGetProperty("to", out var to) && to.GetProperty("__type").GetString() == "Object").Select(holder => holder.GetProperty("to").GetProperty("name").GetString()!)));
            var listed = await client.GetAsync(holders, ("include", "list"), ("where", """{"key":"all"}"""));
            Compare("include of an array", caller, get, Refusal(listed) ?? Join(listed.Results[0].GetProperty("list").EnumerateArray().Select(row => row.GetProperty("name").GetString()!)));

            Compare("$inQuery", caller, find, Values(await client.GetAsync(holders, ("where", $$$$"""{"to":{"$inQuery":{"className":"{{{{mechanism.ClassName}}}}","where":{} } } }""")), "key"));
            Compare("$inQuery in a batch", caller, find, Values(await BatchAsync(caller, "GET", holders, $$$$"""{"where":{"$or":[{"to":{"$inQuery":{"className":"{{{{mechanism.ClassName}}}}","where":{} } } },{"key":"x"}]} }"""), "key"));
            Compare("$select", caller, find, Values(await client.GetAsync(holders, ("where", $$$$"""{"key":{"$select":{"query":{"className":"{{{{mechanism.ClassName}}}}","where":{}},"key":"name"}}}""")), "key"));
            Compare("$notInQuery", caller, Oracle.Refusal(mechanism, "find", caller) ?? Join(MatrixRow.All.Where(row => !Oracle.May(mechanism, "find", caller, row)).Select(row => row.Name).Append("all")), Values(await client.GetAsync(holders, ("where", $$$$"""{"to":{"$notInQuery":{"className":"{{{{mechanism.ClassName}}}}","where":{} } } }""")), "key"));
            foreach (var row in Rows(mechanism, "get", caller))
            {
                var expected = Oracle.Refusal(mechanism, "get", caller) ?? (Oracle.May(mechanism, "get", caller, row) ? row.Name : "");
                Compare($"$relatedTo {row.Name}", caller, expected, Values(await client.GetAsync(holders, ("where", $$$"""{"$relatedTo":{"object":{{{Server.Pointer(mechanism, row)}}},"key":"holders"}}""")), "key"));
            }

            var pointed = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s { edges { node { to { name } } } } }""");
            Compare("GraphQL pointer", caller, get, Refusal(pointed) ?? Nodes(pointed["data"]!.AsObject().Single().Value!, "to", "name"));
            var have = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { to: { have: { touched: { equalTo: 0 } } } }) { edges { node { key } } } }""");
            Compare("GraphQL have", caller, find, Refusal(have) ?? Nodes(have["data"]!.AsObject().Single().Value!, "key"));
            var ordered = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(orderBy: [{ to: { touched: DESC } }]) { nodes { key } } }""");
            Compare("GraphQL order through a pointer", caller, find, Refusal(ordered) ?? Join(ordered["data"]!.AsObject().Single().Value!["nodes"]!.AsArray().Select(holder => holder!["key"]!.ToString()).Take(find.Split(',', StringSplitOptions.RemoveEmptyEntries).Length)));
            var members = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { key: { equalTo: "all" } }, orderBy: [{ rows: { count: ASC } }]) { pageInfo { endCursor } } }""");
            Compare("GraphQL order by members", caller, Count(Oracle.Rows(mechanism, "count", caller)), Refusal(members) ?? JsonNode.Parse(Convert.FromBase64String(members["data"]!.AsObject().Single().Value!["pageInfo"]!["endCursor"]!.ToString()))![1]!.ToString());
            var number = Count(Oracle.Rows(mechanism, "count", caller));
            var counting = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { key: { equalTo: "all" }, rows: { count: { equalTo: {{(Oracle.Refusal(mechanism, "count", caller) is null ? number : "0")}} } } }) { nodes { key } } }""");
            Compare("GraphQL condition on a count of members", caller, Oracle.Refusal(mechanism, "count", caller) ?? "all", Refusal(counting) ?? Join(counting["data"]!.AsObject().Single().Value!["nodes"]!.AsArray().Select(holder => holder!["key"]!.ToString())));
            var every = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { key: { equalTo: "all" }, rows: { every: { touched: { equalTo: 1 } } } }) { nodes { key } } }""");
            Compare("GraphQL every", caller, Oracle.Refusal(mechanism, "find", caller) ?? (find.Length == 0 ? "all" : ""), Refusal(every) ?? Join(every["data"]!.AsObject().Single().Value!["nodes"]!.AsArray().Select(holder => holder!["key"]!.ToString())));
            var all = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { key: { equalTo: "all" } }) { edges { node { rows { edges { node { name } } } list { ... on {{mechanism.ClassName}} { name } } } } } }""");
            var holder = all["data"]?[$"{Field(mechanism.HolderName)}s"]?["edges"]?[0]?["node"];
            Compare("GraphQL relation", caller, find, Refusal(all) ?? Nodes(holder!["rows"]!, "name"));
            if (holder is not null)
                Compare("GraphQL array", caller, Oracle.Refusal(mechanism, "get", caller) is null ? get : "", Join(holder["list"]!.AsArray().Select(row => row?["name"]?.ToString()).OfType<string>()));
            var counted = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { key: { equalTo: "all" } }) { edges { node { rows { count } } } } }""");
            Compare("GraphQL count of a relation", caller, Oracle.Refusal(mechanism, "find", caller) ?? Count(Oracle.Rows(mechanism, "count", caller)), Refusal(counted) ?? counted["data"]!.AsObject().Single().Value!["edges"]![0]!["node"]!["rows"]!["count"]!.ToString());
        }

        Conclude();
    }

    private static string Count(string rows) => rows is Oracle.Denied or Oracle.SignInFirst ? rows : rows.Split(',', StringSplitOptions.RemoveEmptyEntries).Length.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Groups(JsonNode groups, params string[] path) =>
        Join(groups["groups"]!.AsArray().Select(group => path.Aggregate(group, (node, key) => node?[key])?.ToString()).OfType<string>());

    private static string Nodes(JsonNode connection, params string[] path) =>
        Join(connection["edges"]!.AsArray().Select(edge => path.Aggregate(edge!["node"], (node, key) => node?[key])?.ToString()).OfType<string>());
}
