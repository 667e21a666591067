using System.Text.Json;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>Protected fields × every caller × every way out: shown where the oracle says so, and never asked about by whom any row hides them.</summary>
[Collection(nameof(MatrixCollection))]
public sealed class FieldMatrixTests(MatrixServer server) : MatrixTest(server)
{
    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Showing(string name)
    {
        var mechanism = Find(name);
        var (rows, holders) = ($"/parse/classes/{mechanism.ClassName}", $"/parse/classes/{mechanism.HolderName}");
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var client = Server.Of(caller);
            var expected = Shown(mechanism, caller);
            Compare("find", caller, expected, Named((await client.GetAsync(rows)).Results));
            Compare("find of two keys", caller, expected, Named((await client.GetAsync(rows, ("keys", "name,secret"))).Results));
            Compare("find in a batch", caller, expected, Named((await BatchAsync(caller, "GET", rows, "{}")).Results));
            Compare("find and count", caller, expected, Named((await client.GetAsync(rows, ("count", "1"))).Results));
            Compare("include of a pointer", caller, expected, Named([.. (await client.GetAsync(holders, ("include", "to"))).Results.Where(holder => holder.TryGetProperty("to", out _)).Select(holder => holder.GetProperty("to"))]));
            Compare("include of an array", caller, expected, Named([.. (await client.GetAsync(holders, ("include", "list"), ("where", """{"key":"all"}"""))).Results[0].GetProperty("list").EnumerateArray()]));

            var list = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.ClassName)}}s { edges { node { name secret } } } }""");
            Compare("GraphQL list", caller, expected, Nodes(list, "node"));
            var pointers = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s { edges { node { to { name secret } } } } }""");
            Compare("GraphQL pointer", caller, expected, Nodes(pointers, "to"));
            var others = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}s(where: { key: { equalTo: "all" } }) { edges { node { rows { edges { node { name secret } } } list { ... on {{mechanism.ClassName}} { name secret } } } } } }""");
            Compare("GraphQL relation", caller, expected, Nodes(others, "rows"));
            Compare("GraphQL array", caller, expected, Nodes(others, "list"));
            var behind = await Server.GraphQLAsync(caller, $$"""{ {{Field(mechanism.HolderName)}}sGroupBy(by: [to]) { groups { key { to { object { name secret } } } } } }""");
            Compare("GraphQL object behind a key", caller, expected, Named(behind["data"]!.AsObject().Single().Value!["groups"]!.AsArray().Select(group => group!["key"]!["to"]?["object"])));
            foreach (var row in MatrixRow.All.Where(row => Oracle.May(mechanism, "get", caller, row)))
            {
                var got = (await client.GetAsync($"{rows}/{Server.Id(mechanism, row)}")).Expect(200).Json;
                Compare($"get {row.Name}", caller, Oracle.Shows(mechanism, caller, row) ? "42" : null, got.TryGetProperty("secret", out var secret) ? secret.ToString() : null);
            }
        }

        Conclude();
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Asking(string name)
    {
        var mechanism = Find(name);
        var (rows, holders, className) = ($"/parse/classes/{mechanism.ClassName}", $"/parse/classes/{mechanism.HolderName}", mechanism.ClassName);
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var client = Server.Of(caller);
            var mayAsk = Array.TrueForAll(MatrixRow.All, row => Oracle.Shows(mechanism, caller, row));
            foreach (var (question, path, parameter, value) in ((string, string, string, string)[])
            [
                ("a condition", rows, "where", """{"secret":42}"""),
                ("a condition deep inside", rows, "where", """{"$and":[{"$or":[{"name":"x"},{"$nor":[{"secret":{"$gt":1}}]}]}]}"""),
                ("a condition on a path", rows, "where", """{"secret":{"$exists":true}}"""),
                ("an order", rows, "order", "-secret"),
                ("a sub-query", holders, "where", $$$$"""{"to":{"$inQuery":{"className":"{{{{className}}}}","where":{"secret":42} } } }"""),
                ("a sub-query's order", holders, "where", $$$$"""{"to":{"$inQuery":{"className":"{{{{className}}}}","where":{},"order":"secret","limit":1}}}"""),
                ("a sub-query's key", holders, "where", $$$$"""{"key":{"$select":{"query":{"className":"{{{{className}}}}","where":{}},"key":"secret"}}}"""),
            ])
            {
                var answer = await client.GetAsync(path, (parameter, value));
                Compare(question, caller, mayAsk ? null : Oracle.Denied, Refusal(answer));
                Compare($"{question} in a batch", caller, mayAsk ? null : Oracle.Denied, Refusal(await BatchAsync(caller, "GET", path, $$"""{"{{parameter}}":{{(parameter == "order" ? JsonSerializer.Serialize(value) : value)}} }""")));
            }

            foreach (var (question, query) in ((string, string)[])
            [
                ("GraphQL condition", $$"""{ {{Field(className)}}s(where: { OR: [{ secret: { equalTo: 42 } }] }) { edges { node { name } } } }"""),
                ("GraphQL order", $$"""{ {{Field(className)}}s(order: [secret_ASC]) { edges { node { name } } } }"""),
                ("GraphQL aggregate", $$"""{ {{Field(className)}}sAggregate { max { secret } } }"""),
                ("GraphQL aggregate of a connection", $$"""{ {{Field(className)}}s { aggregate { countDistinct { secret } } } }"""),
                ("GraphQL key of groups", $$"""{ {{Field(className)}}sGroupBy(by: [secret]) { count } }"""),
                ("GraphQL aggregate of groups", $$"""{ {{Field(className)}}sGroupBy(by: [name]) { groups { sum { secret } } } }"""),
                ("GraphQL having", $$"""{ {{Field(className)}}sGroupBy(by: [name], having: { OR: [{ AND: [{ NOR: [{ sum: { secret: { greaterThan: 1 } } }] }] }] }) { count } }"""),
                ("GraphQL order of groups", $$"""{ {{Field(className)}}sGroupBy(by: [name], order: [{ min: { secret: ASC } }]) { count } }"""),
                ("GraphQL groups of a relation", $$"""{ {{Field(mechanism.HolderName)}}s { edges { node { rows { groupBy(by: [secret]) { count } } } } } }"""),
                ("GraphQL orderBy", $$"""{ {{Field(className)}}s(orderBy: [{ name: ASC }, { secret: DESC }]) { edges { node { name } } } }"""),
                ("GraphQL distinct values", $$"""{ {{Field(className)}}s(distinctOn: [secret]) { edges { node { name } } } }"""),
                ("GraphQL order through a pointer", $$"""{ {{Field(mechanism.HolderName)}}s(orderBy: [{ to: { secret: ASC } }]) { edges { node { key } } } }"""),
                ("GraphQL order of a relation", $$"""{ {{Field(mechanism.HolderName)}}s { edges { node { rows(orderBy: [{ secret: ASC }]) { edges { node { name } } } } } } }"""),
                ("GraphQL count of a relation's members that match", $$"""{ {{Field(mechanism.HolderName)}}s(where: { rows: { count: { where: { secret: { equalTo: 42 } }, greaterThan: 0 } } }) { edges { node { key } } } }"""),
                ("GraphQL every", $$"""{ {{Field(mechanism.HolderName)}}s(where: { rows: { every: { secret: { equalTo: 42 } } } }) { edges { node { key } } } }"""),
                ("GraphQL have", $$"""{ {{Field(mechanism.HolderName)}}s(where: { to: { have: { secret: { equalTo: 42 } } } }) { edges { node { key } } } }"""),
                ("GraphQL condition on a relation", $$"""{ {{Field(mechanism.HolderName)}}s { edges { node { rows(where: { secret: { equalTo: 42 } }) { edges { node { name } } } } } } }"""),
            ])
            {
                Compare(question, caller, mayAsk ? null : Oracle.Denied, Refusal(await Server.GraphQLAsync(caller, query)));
            }
        }

        Conclude();
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Answering_a_write(string name)
    {
        var mechanism = Find(name);
        foreach (var caller in Enum.GetValues<MatrixCaller>().Where(caller => caller != MatrixCaller.ReadOnlyMaster))
        {
            var row = MatrixRow.All[0];
            var mayKnow = Array.TrueForAll(MatrixRow.All, any => Oracle.Shows(mechanism, caller, any));
            var id = await Server.MakeAsync(mechanism, row);
            var path = $"/parse/classes/{mechanism.ClassName}/{id}";
            var updated = (await Server.Of(caller).PutAsync(path, """{"secret":{"__op":"Increment","amount":1}}""")).Expect(200).Json;
            Compare("update", caller, mayKnow ? "43" : null, updated.TryGetProperty("secret", out var secret) ? secret.ToString() : null);
            var answer = await Server.GraphQLAsync(caller, $$"""mutation { update{{mechanism.ClassName}}(input: { id: "{{id}}", fields: { touched: 5 } }) { {{Field(mechanism.ClassName)}} { secret } } }""");
            Compare("GraphQL update", caller, Oracle.Shows(mechanism, caller, row) ? "43" : null, answer["data"]!.AsObject().Single().Value!.AsObject().Single().Value!["secret"]?.ToString());
            await Server.Of(MatrixCaller.Master).DeleteAsync(path);
        }

        Conclude();
    }

    private static string Shown(Mechanism mechanism, MatrixCaller caller) =>
        Join(MatrixRow.All.Where(row => Oracle.May(mechanism, "find", caller, row)).Select(row => $"{row.Name}={(Oracle.Shows(mechanism, caller, row) ? "42" : "")}"));

    private static string Named(IReadOnlyList<JsonElement> rows) =>
        Join(rows.Select(row => $"{row.GetProperty("name").GetString()}={(row.TryGetProperty("secret", out var secret) ? secret.ToString() : "")}"));

    /// <summary>The rows of a GraphQL answer: those of the list itself, or what each or the one holder has at a key.</summary>
    private static string Nodes(System.Text.Json.Nodes.JsonNode answer, string at)
    {
        Assert.Null(answer["errors"]);
        var nodes = answer["data"]!.AsObject().Single().Value!["edges"]!.AsArray().Select(edge => edge!["node"]!);
        var rows = at switch
        {
            "to" => nodes.Select(node => node["to"]),
            "rows" => nodes.Single()["rows"]!["edges"]!.AsArray().Select(edge => edge!["node"]),
            "list" => nodes.Single()["list"]!.AsArray(),
            _ => nodes,
        };
        return Named(rows);
    }

    private static string Named(IEnumerable<System.Text.Json.Nodes.JsonNode?> rows) =>
        Join(rows.Where(row => row?["name"] is not null).Select(row => $"{row!["name"]}={row["secret"]}"));
}
