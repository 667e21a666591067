using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Execution;

public sealed class ResilienceTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresHost _host = null!;
    private ClassSchema _class = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await PostgresHost.StartAsync(server, null, CancellationToken.None);
        _class = (await _host.CreateClassAsync(new ClassEdit("C") { SetFields = [new("s", FieldType.String), new("n", FieldType.Number), new("o", FieldType.Object), new("a", FieldType.Array)] }, CancellationToken.None)).Find("C")!;
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Reads_survive_the_loss_of_every_connection()
    {
        await WriteAsync(new FieldChange("s", new SetOperation(new StringValue("x"))));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(Filter.All)));
        const string Ours = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'BackendInfra'";
        await _host.ExecuteAsync($"PERFORM pg_terminate_backend(pid) {Ours}", Ct);
        await Eventually.TrueAsync(async () => await _host.ScalarAsync<long>($"SELECT count(*) {Ours}", Ct) == 0, "the connections' end", Ct);

        for (var i = 0; i < 8; i++)
            Assert.Single(await ReadAsync(Filter.All));
    }

    [Fact]
    public async Task A_regular_expression_that_PostgreSQL_refuses_is_a_bad_query()
    {
        await WriteAsync(new FieldChange("s", new SetOperation(new StringValue("x"))));
        foreach (var pattern in new[] { "(", "[", "a{2,1}", "*", @"\", "(?<name>a)" })
        {
            var refusal = await Assert.ThrowsAsync<ParseException>(() => ReadAsync(new RegexFilter(Path("s"), pattern, "")));
            Assert.Equal((ErrorCode.InvalidQuery, "Invalid regular expression."), (refusal.Code, refusal.Message));
        }
    }

    [Fact]
    public async Task A_statement_that_is_cancelled_took_too_long()
    {
        await using var blocker = new Npgsql.NpgsqlConnection(_host.ConnectionString);
        await blocker.OpenAsync(Ct);
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await using (var command = new Npgsql.NpgsqlCommand($"LOCK TABLE \"{_host.App.DatabaseSchema}\".\"C\"", blocker, transaction))
            await command.ExecuteNonQueryAsync(Ct);

        var read = ReadAsync(Filter.All);
        await Eventually.TrueAsync(
            async () => await _host.ScalarAsync<long>("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", Ct) > 0,
            "the waiting read",
            Ct);
        Assert.Equal(ErrorCode.Timeout, (await Assert.ThrowsAsync<ParseException>(() => read)).Code);
    }

    [Fact]
    public async Task Transactions_that_deadlock_are_run_again()
    {
        string[] ids = [(await WriteAsync()).ObjectId, (await WriteAsync()).ObjectId];
        var first = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var attempts = 0;

        Task<bool> Run(int me) => _host.Store.InTransactionAsync(
            _host.App,
            async transaction =>
            {
                Interlocked.Increment(ref attempts);
                await Increment(ids[me], transaction);
                first[me].TrySetResult();
                await first[1 - me].Task;
                await Increment(ids[1 - me], transaction);
                return true;
            },
            Ct);

        await Task.WhenAll(Run(0), Run(1));
        Assert.Equal(3, attempts);
        Assert.Equal("2,2", await _host.ScalarAsync<string>("SELECT string_agg(data->>'n', ',') FROM app.\"C\"", Ct));

        Task Increment(string id, IStoreTransaction transaction) => _host.Writes.RunAsync(
            _host.App, Principal.Master, new WritePlan(WriteKind.Update, "C", id) { Changes = [new("n", new IncrementOperation(1))] }, transaction, Ct);
    }

    [Fact]
    public async Task A_number_that_leaves_the_doubles_is_refused_and_nothing_changes()
    {
        var id = (await WriteAsync(new FieldChange("n", new SetOperation(new NumberValue(double.MaxValue))))).ObjectId;
        var refusal = await Assert.ThrowsAsync<ParseException>(() => UpdateAsync(id, new FieldChange("n", new IncrementOperation(double.MaxValue))));
        Assert.Equal(ErrorCode.InvalidJson, refusal.Code);
    }

    [Fact]
    public async Task One_update_may_compute_any_number_of_fields()
    {
        FieldChange[] changes = [.. Enumerable.Range(0, 120).Select(i => new FieldChange($"n{i}", new IncrementOperation(i)))];
        var id = (await WriteAsync(changes)).ObjectId;
        var outcome = await UpdateAsync(id, changes);
        Assert.Equal(new NumberValue(238), outcome.Changed.Single(c => c.Field.Name == "n119").Value);
    }

    [Fact]
    public async Task Many_and_deep_nested_keys_make_a_short_statement()
    {
        var id = (await WriteAsync()).ObjectId;
        ImmutableArray<string> deep = [.. Enumerable.Repeat("a", 98)];
        await UpdateAsync(id, [new("o", deep.Add("x"), new IncrementOperation(1)), .. Enumerable.Range(0, 200).Select(i => new FieldChange("o", ["b", "k" + i], new IncrementOperation(i)))]);
        await UpdateAsync(id, new FieldChange("o", deep.Add("x"), new IncrementOperation(1)));

        // What was written as deep as it may be can be read by every front end's parser.
        Assert.Contains(": 2}}", Assert.Single(await ReadAsync(Filter.All)), StringComparison.Ordinal);
        Assert.Single(await ReadAsync(new ComparisonFilter(new FieldPath("o", _class.Find("o"), deep.Add("x")), ComparisonOperator.Equal, Operand.Of(2))));
    }

    [Fact]
    public async Task Parts_of_a_typed_value_inside_an_object_are_not_changed_by_themselves()
    {
        var date = new DateValue("2024-01-01T00:00:00.000Z");
        var id = (await WriteAsync(new FieldChange("o", new SetOperation(new ObjectValue(ObjectValue.Empty.Members.Add("d", date)))))).ObjectId;
        await UpdateAsync(id, new FieldChange("o", ["d", "iso"], DeleteOperation.Instance));
        Assert.Single(await ReadAsync(new ComparisonFilter(Path("o.d"), ComparisonOperator.Equal, Operand.Of(date))));
        await UpdateAsync(id, new FieldChange("o", ["d", "iso"], new SetOperation(new NumberValue(5))));
        Assert.Single(await ReadAsync(new ComparisonFilter(Path("o.d.iso"), ComparisonOperator.Equal, Operand.Of(5))));
        Assert.Empty(await ReadAsync(new ExistsFilter(new FieldPath("o", _class.Find("o"), ["d", "__type"]))));
    }

    [Fact]
    public async Task A_query_with_more_values_than_the_protocol_counts_is_refused()
    {
        var filter = new OrFilter([.. Enumerable.Range(0, 70_000).Select(i => new ComparisonFilter(Path("n"), ComparisonOperator.Equal, Operand.Of(i)))]);
        Assert.Equal(ErrorCode.InvalidQuery, (await Assert.ThrowsAsync<ParseException>(() => ReadAsync(filter))).Code);
    }

    [Fact]
    public async Task A_condition_on_the_ACL_is_a_bad_query()
    {
        var filter = new ComparisonFilter(FieldPath.Of(FieldDefinition.Acl), ComparisonOperator.Equal, Operand.Of(1));
        Assert.Equal("Cannot query on ACL.", (await Assert.ThrowsAsync<ParseException>(() => ReadAsync(filter))).Message);
    }

    private Task<WriteOutcome> WriteAsync(params FieldChange[] changes) => _host.WriteAsync(new WritePlan(WriteKind.Create, "C") { Changes = [.. changes] }, Ct);

    private Task<WriteOutcome> UpdateAsync(string id, params FieldChange[] changes) => _host.WriteAsync(new WritePlan(WriteKind.Update, "C", id) { Changes = [.. changes] }, Ct);

    private async Task<IReadOnlyList<string>> ReadAsync(Filter where) =>
        (await _host.ReadAsync(new ReadPlan(_class) { Where = where, Selection = RestSelection.Everything }, Principal.Master, Ct)).Texts;

    private FieldPath Path(string text) => FieldPath.Parse(_class, text);
}
