using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Ddl;

public sealed class SchemaChangeTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await PostgresHost.StartAsync(server, null, CancellationToken.None);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_deleted_field_takes_its_values_along_and_may_come_back_with_another_type()
    {
        await CreateAsync("C", new("s", FieldType.String), new("p", FieldType.Pointer, "C"), new("r", FieldType.Relation, "C"));
        await WriteAsync("C", new("s", new SetOperation(new StringValue("x"))), new("p", new SetOperation(new PointerValue("C", "y"))), new("r", new RelationOperation("C", ["y"], [])));

        await UpdateAsync(new ClassEdit("C") { DeleteFields = ["s", "p", "r"] });
        Assert.Equal("{}", await _host.ScalarAsync<string>("SELECT data::text FROM app.\"C\"", Ct));
        Assert.False(await _host.HasTableAsync("_Join:r:C", Ct));

        await UpdateAsync(new ClassEdit("C") { SetFields = [new("s", FieldType.Number), new("p", FieldType.String), new("r", FieldType.Pointer, "C")] });
        await WriteAsync("C", new("s", new SetOperation(new NumberValue(1))), new("p", new SetOperation(new StringValue("x"))), new("r", new SetOperation(new PointerValue("C", "z"))));
        Assert.Single(await FindAsync("C", new ComparisonFilter(await PathAsync("C", "s"), ComparisonOperator.Equal, Operand.Of(1))));
        Assert.Single(await FindAsync("C", new ComparisonFilter(await PathAsync("C", "r"), ComparisonOperator.Equal, Operand.Of(new PointerValue("C", "z")))));
    }

    [Fact]
    public async Task A_field_may_change_its_type_within_one_edit()
    {
        await CreateAsync("C", new("s", FieldType.String), new("p", FieldType.Pointer, "C"));
        await WriteAsync("C", new("s", new SetOperation(new StringValue("x"))), new("p", new SetOperation(new PointerValue("C", "y"))));
        await UpdateAsync(new ClassEdit("C") { DeleteFields = ["s", "p"], SetFields = [new("s", FieldType.Pointer, "C"), new("p", FieldType.Number)] });
        Assert.Equal("{}", await _host.ScalarAsync<string>("SELECT data::text FROM app.\"C\"", Ct));
        await WriteAsync("C", new("s", new SetOperation(new PointerValue("C", "y"))), new("p", new SetOperation(new NumberValue(1))));
    }

    [Fact]
    public async Task A_statement_made_for_the_old_type_of_a_field_asks_for_a_new_plan()
    {
        await CreateAsync("C", new FieldDefinition("n", FieldType.Number));
        var old = await _host.Registry.GetAsync(_host.App, Ct);
        var plan = new ReadPlan(old.Find("C")!) { Where = new ComparisonFilter(await PathAsync("C", "n"), ComparisonOperator.Equal, Operand.Of(1)) };
        var read = _host.Reads.Compile(old, AccessGate.Authorize(plan, Principal.Master));
        await UpdateAsync(new ClassEdit("C") { DeleteFields = ["n"], SetFields = [new("n", FieldType.String)] });
        await WriteAsync("C", new FieldChange("n", new SetOperation(new StringValue("x"))));

        await Assert.ThrowsAsync<SchemaChangedException>(() => _host.Reads.ExecuteAsync(_host.App, [read], ReadContext.For(Principal.Master), [new RecordingSink()], Ct));
    }

    [Fact]
    public async Task A_unique_index_refuses_duplicates_and_lets_unset_values_be()
    {
        await CreateAsync("C", new FieldDefinition("s", FieldType.String));
        await UpdateAsync(new ClassEdit("C") { AddIndexes = [new IndexDefinition("one", [new IndexKey("s")], Unique: true)] });
        await WriteAsync("C", Set("s", "x"));
        await WriteAsync("C");
        await WriteAsync("C");
        var refusal = await RefusedAsync(ErrorCode.DuplicateValue, () => WriteAsync("C", Set("s", "x")));
        Assert.Equal("A duplicate value for a field with unique values was provided: s", refusal.Message);

        await UpdateAsync(new ClassEdit("C") { DeleteIndexes = ["one"] });
        await WriteAsync("C", Set("s", "x"));
        await RefusedAsync(ErrorCode.DuplicateValue, () => UpdateAsync(new ClassEdit("C") { AddIndexes = [new IndexDefinition("one", [new IndexKey("s")], Unique: true)] }));
        Assert.Empty((await _host.Registry.GetAsync(_host.App, Ct)).Find("C")!.Indexes);
    }

    [Fact]
    public async Task Indexes_of_all_kinds_are_made_and_dropped()
    {
        await CreateAsync("C", new("s", FieldType.String), new("n", FieldType.Number), new("b", FieldType.Boolean), new("d", FieldType.Date), new("a", FieldType.Array), new("p", FieldType.Pointer, "C"));
        IndexDefinition[] indexes =
        [
            new("one", [new IndexKey("n", true), new IndexKey("s")]),
            new("two", [new IndexKey("b"), new IndexKey("createdAt", true)]),
            new("three", [new IndexKey("a")]),
            new("four", [new IndexKey("p"), new IndexKey("d")], Unique: true),
            new(new string('x', 63), [new IndexKey("updatedAt")]),
        ];
        await UpdateAsync(new ClassEdit("C") { AddIndexes = [.. indexes] });
        Assert.Equal(5, await IndexCountAsync());
        await UpdateAsync(new ClassEdit("C") { DeleteFields = ["n"] });
        Assert.Equal(4, await IndexCountAsync());
        await UpdateAsync(new ClassEdit("C") { DeleteIndexes = ["two", "three", "four", new string('x', 63)] });
        Assert.Equal(0, await IndexCountAsync());

        Task<long> IndexCountAsync() => _host.ScalarAsync<long>($"SELECT count(*) FROM pg_indexes WHERE schemaname = '{_host.App.DatabaseSchema}' AND indexname LIKE 'C.%' AND indexname NOT LIKE 'C.auto:%'", Ct);
    }

    [Fact]
    public async Task Only_an_empty_class_is_dropped()
    {
        await CreateAsync("C", new FieldDefinition("r", FieldType.Relation, "C"));
        var created = await WriteAsync("C");
        var refusal = await RefusedAsync(ErrorCode.InvalidSchemaOperation, DropAsync);
        Assert.Equal("Class C is not empty, contains 1 objects, cannot drop schema.", refusal.Message);

        await _host.WriteAsync(new WritePlan(WriteKind.Delete, "C", created.ObjectId), Ct);
        await DropAsync();
        Assert.False(await _host.HasTableAsync("C", Ct));
        Assert.False(await _host.HasTableAsync("_Join:r:C", Ct));
        Assert.Null((await _host.Registry.GetAsync(_host.App, Ct)).Find("C"));
        await CreateAsync("C", new FieldDefinition("r", FieldType.String));

        Task DropAsync() => _host.Registry.ChangeAsync(_host.App, snapshot => SchemaEditor.Delete(snapshot, "C"), Ct);
    }

    [Fact]
    public async Task A_failed_transaction_leaves_no_class_no_field_and_no_row()
    {
        await CreateAsync("Old", new FieldDefinition("s", FieldType.String));
        var version = (await _host.Registry.GetAsync(_host.App, Ct)).Version;
        await Assert.ThrowsAsync<InvalidDataException>(() => _host.Store.InTransactionAsync<bool>(
            _host.App,
            async transaction =>
            {
                await _host.Writes.RunAsync(_host.App, Principal.Master, new WritePlan(WriteKind.Create, "New") { Changes = [Set("s", "x")] }, transaction, Ct);
                await _host.Writes.RunAsync(_host.App, Principal.Master, new WritePlan(WriteKind.Create, "Old") { Changes = [Set("t", "x")] }, transaction, Ct);
                Assert.NotNull(transaction.Schema.Find("New"));
                throw new InvalidDataException();
            },
            Ct));

        var schema = await _host.Registry.GetAsync(_host.App, Ct);
        Assert.Equal(version, schema.Version);
        Assert.Null(schema.Find("New"));
        Assert.Null(schema.Find("Old")!.Find("t"));
        Assert.False(await _host.HasTableAsync("New", Ct));
        Assert.Equal(0, await _host.ScalarAsync<long>("SELECT count(*) FROM app.\"Old\"", Ct));
    }

    [Fact]
    public async Task A_write_that_a_unique_index_refuses_leaves_no_new_field()
    {
        await CreateAsync("C", new FieldDefinition("s", FieldType.String));
        await UpdateAsync(new ClassEdit("C") { AddIndexes = [new IndexDefinition("one", [new IndexKey("s")], Unique: true)] });
        await WriteAsync("C", Set("s", "x"));
        await RefusedAsync(ErrorCode.DuplicateValue, () => WriteAsync("C", Set("s", "x"), Set("fresh", "y")));
        Assert.Null((await _host.Registry.GetAsync(_host.App, Ct)).Find("C")!.Find("fresh"));
    }

    [Fact]
    public async Task A_large_table_is_not_rewritten_unasked()
    {
        var schema = (await CreateAsync("C", new FieldDefinition("n", FieldType.Number))).Find("C")!;
        await _host.FillAsync(schema, 10_001, i => [("n", new NumberValue(i))], Ct);

        var refusal = await RefusedAsync(ErrorCode.InvalidSchemaOperation, () => UpdateAsync(new ClassEdit("C") { AddIndexes = [new IndexDefinition("byN", [new IndexKey("n")])] }));
        Assert.StartsWith("Field n of C cannot be indexed while the class holds more than 10000 objects", refusal.Message, StringComparison.Ordinal);
        await UpdateAsync(new ClassEdit("C") { AddIndexes = [new IndexDefinition("byDate", [new IndexKey("updatedAt")])] });

        await WriteAsync("C", new FieldChange("p", new SetOperation(new PointerValue("C", "x000001"))));
        Assert.False((await _host.Registry.GetAsync(_host.App, Ct)).Find("C")!.Find("p")!.Promoted);
        Assert.Single(await FindAsync("C", new ComparisonFilter(await PathAsync("C", "p"), ComparisonOperator.Equal, Operand.Of(new PointerValue("C", "x000001")))));
    }

    private Task<SchemaSnapshot> CreateAsync(string name, params FieldDefinition[] fields) => _host.CreateClassAsync(new ClassEdit(name) { SetFields = [.. fields] }, Ct);

    private Task<SchemaSnapshot> UpdateAsync(ClassEdit edit) =>
        _host.Registry.ChangeAsync(_host.App, snapshot => SchemaEditor.Update(snapshot, edit, _host.App.Options), Ct);

    private Task<WriteOutcome> WriteAsync(string className, params FieldChange[] changes) =>
        _host.WriteAsync(new WritePlan(WriteKind.Create, className) { Changes = [.. changes] }, Ct);

    private async Task<FieldPath> PathAsync(string className, string field) =>
        FieldPath.Parse((await _host.Registry.GetAsync(_host.App, Ct)).Find(className)!, field);

    private async Task<IReadOnlyList<string>> FindAsync(string className, Filter where)
    {
        var schema = (await _host.Registry.GetAsync(_host.App, Ct)).Find(className)!;
        return (await _host.ReadAsync(new ReadPlan(schema) { Where = where, Selection = RestSelection.Everything }, Principal.Master, Ct)).Texts;
    }

    private static FieldChange Set(string field, string text) => new(field, new SetOperation(new StringValue(text)));

    private static async Task<ParseException> RefusedAsync(ErrorCode code, Func<Task> action)
    {
        var refusal = await Assert.ThrowsAsync<ParseException>(action);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }
}
