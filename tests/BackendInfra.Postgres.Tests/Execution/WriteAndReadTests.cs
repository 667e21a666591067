using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Execution;

public sealed class WriteAndReadTests(PostgresServer server)
{
    [Fact]
    public async Task What_is_written_is_read_in_the_wire_form()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        var category = await host.WriteAsync(new WritePlan(WriteKind.Create, "Category") { Changes = [new("name", new SetOperation(new StringValue("A \"q\" % é")))] }, ct);
        var product = await host.WriteAsync(
            new WritePlan(WriteKind.Create, "Product")
            {
                Acl = Acl.Public,
                Changes =
                [
                    new("name", new SetOperation(new StringValue("Lamp"))),
                    new("price", new SetOperation(new NumberValue(10.5))),
                    new("since", new SetOperation(new DateValue("2024-01-01T00:00:00.000Z"))),
                    new("place", new SetOperation(new GeoPointValue(1.5, -2))),
                    new("main", new SetOperation(new PointerValue("Category", category.ObjectId))),
                    new("tags", new SetOperation(new ArrayValue([new StringValue("a"), new PointerValue("Category", category.ObjectId)]))),
                    new("categories", new RelationOperation("Category", [category.ObjectId], [])),
                ],
            },
            ct);

        var schema = (await host.Registry.GetAsync(host.App, ct)).Find("Product")!;
        var target = (await host.Registry.GetAsync(host.App, ct)).Find("Category")!;
        var plan = new ReadPlan(schema)
        {
            ReturnsTotal = true,
            Limit = Operand.Of(10),
            Selection = new RestSelection(null, [
                new(schema.Find("main")!, [new(target, RestSelection.Everything)]),
                new(schema.Find("tags")!, [new(target, RestSelection.Everything)])]),
        };
        var sink = await host.ReadAsync(plan, Principal.Master, ct);

        Assert.Equal(1, sink.Count);
        var included = $$"""{"__type":"Object","className":"Category","objectId":"{{category.ObjectId}}","createdAt":"{{IsoDate.Format(category.CreatedAt)}}","updatedAt":"{{IsoDate.Format(category.UpdatedAt)}}","name":"A \"q\" % é"}""";
        Assert.Equal(
            $$$$"""{"objectId":"{{{{product.ObjectId}}}}","createdAt":"{{{{IsoDate.Format(product.CreatedAt)}}}}","updatedAt":"{{{{IsoDate.Format(product.UpdatedAt)}}}}","ACL":{"*":{"read":true,"write":true}},"categories":{"__type":"Relation","className":"Category"},"main":{{{{included}}}},"name":"Lamp","tags":["a",{{{{included}}}}],"place":{"__type":"GeoPoint","latitude": 1.5, "longitude": -2},"price":10.5,"since":{"__type":"Date","iso":"2024-01-01T00:00:00.000Z"}}""",
            Assert.Single(sink.Texts));

        var graph = new ReadPlan(schema)
        {
            Selection = new GraphSelection([
                new GlobalIdNode("id"),
                new FieldNode("title", schema.Find("name")!),
                new PartsNode("place", schema.Find("place")!, [new("latitude", "latitude")]),
                new PointerNode("main", schema.Find("main")!, target, new GraphSelection([new FieldNode("name", target.Find("name")!)])),
                new AclNode("ACL", [new("public", AclGroup.Public, [new("read", "read")]), new("users", AclGroup.Users, [new("userId", "userId")])]),
                new ConnectionNode("categories", new ReadPlan(target)
                {
                    Where = new RelatedToFilter(schema, schema.Find("categories")!, null),
                    Limit = Operand.Of(5),
                    ReturnsTotal = true,
                    Selection = new ConnectionSelection([
                        new CountPart("count"),
                        new EdgesPart("edges", [new CursorPart("cursor"), new NodePart("node", new GraphSelection([new FieldNode("name", target.Find("name")!)]))]),
                        new PageInfoPart("pageInfo", [new("hasNextPage", PageInfoMember.HasNextPage), new("endCursor", PageInfoMember.EndCursor)])]),
                }),
            ]),
        };
        var text = Assert.Single((await host.ReadAsync(graph, Principal.Master, ct)).Texts);
        var cursor = System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("categories").GetProperty("edges")[0].GetProperty("cursor").GetString()!;
        Assert.EndsWith($",\"{category.ObjectId}\"]", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(cursor)), StringComparison.Ordinal);
        Assert.Equal(
            $$$$"""{"id":"{{{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("Product:" + product.ObjectId))}}}}","title":"Lamp","place":{"latitude":1.5},"main":{"name":"A \"q\" % é"},"ACL":{"public":{"read":true},"users":null},"categories":{"count":1,"edges":[{"cursor":"{{{{cursor}}}}","node":{"name":"A \"q\" % é"}}],"pageInfo":{"hasNextPage":false,"endCursor":"{{{{cursor}}}}"}}}""",
            text);
    }

    [Fact]
    public async Task Operations_are_single_statements_on_the_stored_value()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        var created = await host.WriteAsync(
            new WritePlan(WriteKind.Create, "Thing")
            {
                Changes = [new("n", new SetOperation(new NumberValue(1))), new("tags", new SetOperation(new ArrayValue([new StringValue("a")]))), new("gone", new SetOperation(new StringValue("x")))],
            },
            ct);

        var updated = await host.WriteAsync(
            new WritePlan(WriteKind.Update, "Thing", created.ObjectId)
            {
                Changes =
                [
                    new("n", new IncrementOperation(1.5)),
                    new("tags", new AddUniqueOperation([new StringValue("a"), new StringValue("b")])),
                    new("gone", DeleteOperation.Instance),
                    new FieldChange("stock", ["nyc", "count"], new SetOperation(new NumberValue(3))),
                ],
            },
            ct);

        Assert.Equal(new NumberValue(2.5), updated.Changed.Single(c => c.Field.Name == "n").Value);
        Assert.Equal(new ArrayValue([new StringValue("a"), new StringValue("b")]), updated.Changed.Single(c => c.Field.Name == "tags").Value);
        var schema = (await host.Registry.GetAsync(host.App, ct)).Find("Thing")!;
        var row = Assert.Single((await host.ReadAsync(new ReadPlan(schema) { Selection = RestSelection.Everything }, Principal.Master, ct)).Texts);
        Assert.EndsWith("""
            ,"n":2.5,"tags":["a", "b"],"stock":{"nyc": {"count": 3}}}
            """, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_clients_that_make_the_same_class_and_fields_at_once_all_succeed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.WriteAsync(
            new WritePlan(WriteKind.Create, "Race") { Changes = [new("n", new SetOperation(new NumberValue(i))), new("p", new SetOperation(new PointerValue("Race", "x")))] },
            ct)));

        var schema = (await host.Registry.GetAsync(host.App, ct)).Find("Race")!;
        var sink = await host.ReadAsync(new ReadPlan(schema) { ReturnsRows = false, ReturnsTotal = true }, Principal.Master, ct);
        Assert.Equal(20, sink.Count);
    }

    [Fact]
    public async Task Rows_are_hidden_from_whom_their_ACL_does_not_name()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        await host.CreateClassAsync(new ClassEdit("Note") { Permissions = ClassLevelPermissions.Public }, ct);
        await host.WriteAsync(new WritePlan(WriteKind.Create, "Note") { Acl = Acl.MasterOnly, Changes = [new("t", new SetOperation(new StringValue("secret")))] }, ct);
        await host.WriteAsync(new WritePlan(WriteKind.Create, "Note") { Changes = [new("t", new SetOperation(new StringValue("open")))] }, ct);

        var schema = (await host.Registry.GetAsync(host.App, ct)).Find("Note")!;
        var plan = new ReadPlan(schema) { Selection = RestSelection.Everything };
        Assert.Equal(2, (await host.ReadAsync(plan, Principal.Master, ct)).Rows.Count);
        Assert.Contains("\"open\"", Assert.Single((await host.ReadAsync(plan, Principal.Anonymous, ct)).Texts), StringComparison.Ordinal);
    }
}
