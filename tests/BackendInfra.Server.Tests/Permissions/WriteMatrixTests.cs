using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>Every way to write × every caller × every mechanism: what the oracle allows happens, and nothing else does.</summary>
[Collection(nameof(MatrixCollection))]
public sealed class WriteMatrixTests(MatrixServer server) : MatrixTest(server)
{
    private const string Touch = """{"touched":{"__op":"Increment","amount":1}}""";

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Creating(string name)
    {
        var mechanism = Find(name);
        var path = $"/parse/classes/{mechanism.ClassName}";
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            var expected = Oracle.Refusal(mechanism, "create", caller);
            var marker = $"created by {caller}";
            Compare("create", caller, expected, Refusal(await Server.Of(caller).PostAsync(path, MatrixServer.New(marker))));
            Compare("create in a batch", caller, expected, Refusal(await BatchAsync(caller, "POST", path, MatrixServer.New(marker))));
            Compare("create in a transaction", caller, expected, Refusal(await BatchAsync(caller, "POST", path, MatrixServer.New(marker), together: true)));
            Compare("GraphQL create", caller, expected, Refusal(await Server.GraphQLAsync(caller, $$"""mutation { create{{mechanism.ClassName}}(input: { fields: { name: "{{marker}}" } }) { clientMutationId } }""")));
            Compare("GraphQL create of many", caller, expected, Refusal(await Server.GraphQLAsync(caller, $$"""mutation { createMany{{mechanism.ClassName}}s(input: { objects: [{ name: "{{marker}}" }, { name: "{{marker}}" }] }) { count } }""")));
            Compare("GraphQL create in a transaction", caller, expected, Refusal(await Server.GraphQLAsync(caller, $$"""mutation @transaction { create{{mechanism.ClassName}}(input: { fields: { name: "{{marker}}" } }) { clientMutationId } }""")));
            Compare("created", caller, expected is null ? "7" : "0", await CountAsync(mechanism, marker));

            // A field that the class lacks needs a right of its own, which no pointer gives to a new row.
            var added = expected ?? Oracle.Refusal(mechanism, "addField", caller)
                ?? (caller is MatrixCaller.Master or MatrixCaller.Maintenance || Oracle.May(mechanism, "addField", caller, MatrixRow.All[0]) ? null : Oracle.Denied);
            Compare("create with a new field", caller, added, Refusal(await Server.Of(caller).PostAsync(path, $$"""{"name":"{{marker}}","{{NewField()}}":1}""")));
        }

        await RemoveAsync(mechanism);
        Conclude();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Updating(string name)
    {
        var mechanism = Find(name);
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            foreach (var row in Rows(mechanism, "update", caller))
            {
                var expected = Oracle.Refusal(mechanism, "update", caller) ?? (Oracle.May(mechanism, "update", caller, row) ? null : "101");
                var id = await Server.MakeAsync(mechanism, row);
                var path = $"/parse/classes/{mechanism.ClassName}/{id}";
                Compare($"update {row.Name}", caller, expected, Refusal(await Server.Of(caller).PutAsync(path, Touch)));
                Compare($"update {row.Name} in a batch", caller, expected, Refusal(await BatchAsync(caller, "PUT", path, Touch)));
                Compare($"update {row.Name} in a transaction", caller, expected, Refusal(await BatchAsync(caller, "PUT", path, Touch, together: true)));
                var renamed = await Server.GraphQLAsync(caller, $$"""mutation { update{{mechanism.ClassName}}(input: { id: "{{id}}", fields: { name: "updated" } }) { clientMutationId } }""");
                Compare($"GraphQL update {row.Name}", caller, expected, Refusal(renamed));
                var many = await Server.GraphQLAsync(caller, $$"""mutation { updateMany{{mechanism.ClassName}}s(input: { ids: ["{{id}}"], operations: { increment: { touched: 1 } } }) { count } }""");
                Compare($"GraphQL update of many {row.Name}", caller, expected, Refusal(many));
                var together = await Server.GraphQLAsync(caller, $$"""mutation @transaction { update{{mechanism.ClassName}}(input: { id: "{{id}}", operations: { increment: { touched: 1 } } }) { clientMutationId } }""");
                Compare($"GraphQL update {row.Name} in a transaction", caller, expected, Refusal(together));

                // By a condition only what the caller can find as well is written.
                var found = await Server.GraphQLAsync(caller, $$"""mutation { updateMany{{mechanism.ClassName}}s(input: { where: { objectId: { equalTo: "{{id}}" } }, operations: { increment: { touched: 1 } } }) { count } }""");
                var isFound = Oracle.May(mechanism, "find", caller, row) && expected is null;
                Compare($"GraphQL update by a condition {row.Name}", caller, Oracle.Refusal(mechanism, "find", caller) ?? Oracle.Refusal(mechanism, "update", caller) ?? (isFound ? "1" : "0"), Refusal(found) ?? found["data"]!.AsObject().Single().Value!["count"]!.ToString());

                var after = (await Server.Of(MatrixCaller.Master).GetAsync(path)).Expect(200).Json;
                Compare($"{row.Name} updated", caller, expected is null ? $"{(isFound ? 6 : 5)} updated" : $"0 {row.Name}", $"{after.GetProperty("touched")} {after.GetProperty("name")}");

                // What the class closes is told before the row is looked for.
                var added = Oracle.Refusal(mechanism, "update", caller) ?? Oracle.Refusal(mechanism, "addField", caller) ?? expected
                    ?? (Oracle.May(mechanism, "addField", caller, row) ? null : "101");
                Compare($"update {row.Name} with a new field", caller, added, Refusal(await Server.Of(caller).PutAsync(path, $$"""{"{{NewField()}}":1}""")));
                await Server.Of(MatrixCaller.Master).DeleteAsync(path);
            }
        }

        Conclude();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Deleting(string name)
    {
        var mechanism = Find(name);
        foreach (var caller in Enum.GetValues<MatrixCaller>())
        {
            foreach (var row in Rows(mechanism, "delete", caller))
            {
                var expected = Oracle.Refusal(mechanism, "delete", caller) ?? (Oracle.May(mechanism, "delete", caller, row) ? null : "101");
                await CheckAsync("delete", async (id, path) => Refusal(await Server.Of(caller).DeleteAsync(path)));
                await CheckAsync("delete in a batch", async (id, path) => Refusal(await BatchAsync(caller, "DELETE", path, "{}")));
                await CheckAsync("GraphQL delete of many", async (id, path) => Refusal(await Server.GraphQLAsync(caller, $$"""mutation { deleteMany{{mechanism.ClassName}}s(input: { ids: ["{{id}}"] }) { count } }""")));
                await CheckAsync("GraphQL delete", async (id, path) => Refusal(await Server.GraphQLAsync(caller, $$"""mutation { delete{{mechanism.ClassName}}(input: { id: "{{id}}" }) { clientMutationId } }""")));

                async Task CheckAsync(string question, Func<string, string, Task<string?>> delete)
                {
                    var id = await Server.MakeAsync(mechanism, row);
                    var path = $"/parse/classes/{mechanism.ClassName}/{id}";
                    Compare($"{question} {row.Name}", caller, expected, await delete(id, path));
                    Compare($"{question} {row.Name}: gone", caller, expected is null ? "101" : null, Refusal(await Server.Of(MatrixCaller.Master).GetAsync(path)));
                    await Server.Of(MatrixCaller.Master).DeleteAsync(path);
                }
            }
        }

        Conclude();
    }

    private static string NewField() => $"f{Guid.NewGuid():N}";

    private async Task<string> CountAsync(Mechanism mechanism, string marker) =>
        (await Server.Of(MatrixCaller.Master).GetAsync($"/parse/classes/{mechanism.ClassName}", ("where", $$"""{"name":"{{marker}}"}"""), ("count", "1"), ("limit", "0"))).Json.GetProperty("count").ToString();

    /// <summary>Leaves the class as the other tests expect it.</summary>
    private async Task RemoveAsync(Mechanism mechanism)
    {
        var master = Server.Of(MatrixCaller.Master);
        foreach (var row in (await master.GetAsync($"/parse/classes/{mechanism.ClassName}", ("where", """{"name":{"$regex":"^created"}}"""), ("limit", "1000"))).Results)
            (await master.DeleteAsync($"/parse/classes/{mechanism.ClassName}/{row.GetProperty("objectId")}")).Expect(200);
    }
}
