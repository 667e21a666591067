using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Execution;
using BackendInfra.Tests.Shared;
using Npgsql;
using Xunit;

namespace BackendInfra.Postgres.Tests.Execution;

/// <summary>What PostgreSQL makes of the statements on a table that is worth an index.</summary>
public sealed class QueryPlanTests(PostgresServer server) : IAsyncLifetime
{
    private const int Rows = 20_000;

    private PostgresHost _host = null!;
    private SchemaSnapshot _schema = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ClassSchema Class => _schema.Find("C")!;

    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        _host = await PostgresHost.StartAsync(server, null, ct);
        _schema = await _host.CreateClassAsync(
            new ClassEdit("C")
            {
                Permissions = ClassLevelPermissions.Public,
                SetFields = [new("n", FieldType.Number), new("s", FieldType.String), new("p", FieldType.Pointer, "C"), new("r", FieldType.Relation, "C"), new("a", FieldType.Array)],
                AddIndexes = [new IndexDefinition("byN", [new IndexKey("n")]), new IndexDefinition("byA", [new IndexKey("a")])],
            },
            ct);
        await _host.FillAsync(Class, Rows, i => [("n", new NumberValue(i % 5_000)), ("s", new StringValue("s" + i)), ("p", new PointerValue("C", $"x{i % 1_000:000000}")), ("a", new ArrayValue([new NumberValue(i)]))], ct);
        await _host.Store.InTransactionAsync(
            _host.App,
            transaction => transaction.AddMembersAsync(Class, Class.Find("r")!, [.. Enumerable.Range(0, Rows).Select(i => new Core.Import.RelationMember($"x{i % 2_000:000000}", $"x{i:000000}"))], ct),
            ct);
        await _host.ExecuteAsync("ANALYZE", ct);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_object_is_found_by_its_key() =>
        await UsesAsync("C_pkey", new ReadPlan(Class) { Operation = ClassOperation.Get, Where = Equal("objectId", new StringValue("x000001")) });

    [Fact]
    public async Task A_page_in_the_order_of_creation_uses_its_index() => await UsesAsync("C.auto:createdAt", new ReadPlan(Class) { Limit = Operand.Of(20) });

    [Fact]
    public async Task A_page_that_starts_at_a_date_uses_the_index_on_it() => await UsesAsync(
        "C.auto:createdAt", new ReadPlan(Class) { Where = new ComparisonFilter(Path("createdAt"), ComparisonOperator.GreaterThan, Operand.Of(new DateValue("2024-01-01T05:00:00.000Z"))), Limit = Operand.Of(20) });

    [Fact]
    public async Task Children_of_an_object_are_found_by_the_index_on_their_pointer() =>
        await UsesAsync("C.auto:p", new ReadPlan(Class) { Where = Equal("p", new PointerValue("C", "x000007")), Limit = Operand.Of(20) });

    [Fact]
    public async Task An_indexed_field_is_compared_and_ordered_by_its_index()
    {
        await UsesAsync("C.byN", new ReadPlan(Class) { Where = Equal("n", new NumberValue(77)) });
        await UsesAsync("C.byN", new ReadPlan(Class) { Order = [new SortKey(Path("n"))], Limit = Operand.Of(20) });
        await UsesAsync("C.byN", new ReadPlan(Class) { Order = [new SortKey(Path("n"), Descending: true)], Limit = Operand.Of(20) });
    }

    [Fact]
    public async Task A_page_behind_a_cursor_begins_there_in_the_index_of_its_order()
    {
        var (date, id) = (Operand.Of(new DateValue("2024-01-01T05:00:00.000Z")), Operand.Of(new StringValue("x010000")));
        foreach (var (place, fromEnd) in new[] { (new RowPlace([date, id]), false), (new RowPlace([date, id]), true) })
            await BeginsAsync("C.auto:createdAt", new ReadPlan(Class) { After = fromEnd ? null : place, Before = fromEnd ? place : null, FromEnd = fromEnd, Limit = Operand.Of(20) });
        foreach (var value in new[] { Operand.Of(new NumberValue(77)), null })
        {
            foreach (var descending in new[] { false, true })
            {
                var plan = new ReadPlan(Class) { Order = [new SortKey(Path("n"), descending)], Limit = Operand.Of(20) };
                await BeginsAsync("C.byN", plan with { After = new RowPlace([value, id]) });
                await BeginsAsync("C.byN", plan with { Before = new RowPlace([value, id]), FromEnd = true });
            }
        }

        // What an index cannot begin at, it filters: then every row in front of the place is read.
        async Task BeginsAsync(string index, ReadPlan plan)
        {
            plan = plan with { Selection = new ConnectionSelection([new PageInfoPart("pageInfo", [new("p", PageInfoMember.HasPreviousPage), new("n", PageInfoMember.HasNextPage)])]) };
            await UsesAsync(index, plan);
            var statement = (CompiledStatement)_host.Reads.Compile(_schema, AccessGate.Authorize(plan, Principal.Master));
            var lines = (await ExplainAsync(statement, Principal.Master)).Split('\n');
            foreach (var (i, _) in lines.Index().Where(line => line.Item.Contains("Index Scan", StringComparison.Ordinal)))
                Assert.Contains("Index Cond", lines[i + 1], StringComparison.Ordinal);
            Assert.DoesNotContain(lines, line => line.Contains("Seq Scan", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_partial_index_serves_queries_whose_values_meet_its_condition()
    {
        _schema = await _host.CreateClassAsync(
            new ClassEdit("P")
            {
                Permissions = ClassLevelPermissions.Public,
                SetFields = [new("state", FieldType.String), new("done", FieldType.Boolean)],
                AddIndexes =
                [
                    new IndexDefinition("openOnes", [new IndexKey("state")]) { Where = [new IndexComparison("done", ComparisonOperator.Equal, BooleanValue.False)] },
                    new IndexDefinition("setOnes", [new IndexKey("state")]) { Sparse = true },
                ],
            },
            Ct);
        var some = _schema.Find("P")!;
        await _host.FillAsync(some, Rows, i => i % 100 == 0 ? [("state", new StringValue($"s{i}")), ("done", BooleanValue.Of(i % 200 == 0))] : [("done", BooleanValue.True)], Ct);
        await _host.ExecuteAsync("ANALYZE", Ct);

        var state = new ComparisonFilter(FieldPath.Of(some.Find("state")!), ComparisonOperator.Equal, Operand.Of(new StringValue("s100")));
        var done = new ComparisonFilter(FieldPath.Of(some.Find("done")!), ComparisonOperator.Equal, Operand.Of(BooleanValue.False));
        await UsesAsync("P.openOnes", new ReadPlan(some) { Where = Filter.And(state, done) });
        await UsesAsync("P.setOnes", new ReadPlan(some) { Where = state });
    }

    [Fact]
    public async Task An_element_of_an_indexed_array_is_found_by_its_index() => await UsesAsync("C.byA", new ReadPlan(Class) { Where = Equal("a", new NumberValue(77)) });

    [Fact]
    public async Task Members_of_a_relation_are_found_by_the_join_tables_key() => await UsesAsync(
        "_Join:r:C_pkey", new ReadPlan(Class) { Where = new RelatedToFilter(Class, Class.Find("r")!, Operand.Of(new StringValue("x000001"))) });

    [Fact]
    public async Task Owners_of_a_member_are_found_by_the_join_tables_index() => await UsesAsync(
        "C.auto:r:related", new ReadPlan(Class) { Where = new InQueryFilter(Path("r"), new ReadPlan(Class) { Where = Equal("objectId", new StringValue("x000001")) }) });

    [Fact]
    public async Task A_nested_connection_goes_from_the_owner_to_its_members()
    {
        var members = new ReadPlan(Class)
        {
            Where = new RelatedToFilter(Class, Class.Find("r")!, null),
            Limit = Operand.Of(5),
            Selection = new ConnectionSelection([new EdgesPart("edges", [new NodePart("node", new GraphSelection([new FieldNode("s", Class.Find("s")!)]))])]),
        };
        await UsesAsync("_Join:r:C_pkey", new ReadPlan(Class) { Limit = Operand.Of(20), Selection = new GraphSelection([new ConnectionNode("r", members)]) });
    }

    [Fact]
    public async Task An_update_stays_HOT_unless_it_changes_an_indexed_field()
    {
        const int Updates = 50;
        for (var i = 0; i < Updates; i++)
            await UpdateAsync(new FieldChange("s", new SetOperation(new StringValue("t" + i))));
        var hot = await HotAsync(Updates);

        // A row has to move when its page is full and cannot be cleaned yet.
        Assert.InRange(hot, Updates * 8 / 10, Updates);

        for (var i = 0; i < Updates; i++)
            await UpdateAsync(new FieldChange("n", new IncrementOperation(1)));
        Assert.Equal(hot, await HotAsync(2 * Updates));

        Task UpdateAsync(FieldChange change) => _host.WriteAsync(new WritePlan(WriteKind.Update, "C", "x000001") { Changes = [change] }, Ct);

        async Task<long> HotAsync(int updates)
        {
            var statistics = $"FROM pg_stat_user_tables WHERE schemaname = '{_host.App.DatabaseSchema}' AND relname = 'C'";
            await Eventually.TrueAsync(async () => await _host.ScalarAsync<long>($"SELECT n_tup_upd {statistics}", Ct) == updates, "the statistics", Ct);
            return await _host.ScalarAsync<long>($"SELECT n_tup_hot_upd {statistics}", Ct);
        }
    }

    private async Task UsesAsync(string index, ReadPlan plan)
    {
        foreach (var principal in new[] { Principal.Master, Principal.User("anna", []) })
        {
            var statement = (CompiledStatement)_host.Reads.Compile(_schema, AccessGate.Authorize(plan, principal));
            var lines = await ExplainAsync(statement, principal);
            Assert.True(lines.Contains($"\"{index}\"", StringComparison.Ordinal) || lines.Contains($" {index} ", StringComparison.Ordinal), $"{statement.Sql}\n{lines}");
            Assert.DoesNotContain($"Seq Scan on \"C\"", lines, StringComparison.Ordinal);
        }
    }

    /// <summary>The plan in the mode in which the statement runs; a generic one exists only for a prepared statement.</summary>
    private async Task<string> ExplainAsync(CompiledStatement statement, Principal principal)
    {
        var source = _host.Services.GetService(typeof(PostgresDatabase)) as PostgresDatabase;
        await using var connection = await (statement.NeedsCustomPlan ? source!.Custom : source!.Generic).OpenConnectionAsync(Ct);
        var bound = statement.Bind(ReadContext.For(principal));
        await using var command = new NpgsqlCommand("EXPLAIN " + bound.CommandText, connection);
        foreach (NpgsqlParameter parameter in bound.Parameters)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = parameter.NpgsqlDbType, Value = parameter.Value });
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private ComparisonFilter Equal(string field, ParseValue value) => new(Path(field), ComparisonOperator.Equal, Operand.Of(value));

    private FieldPath Path(string text) => FieldPath.Parse(Class, text);
}
