using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Compiler;

/// <summary>Each kind of write: its one statement, its parameters, and the row that it leaves.</summary>
public sealed class WriteGoldenTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly Principal Anna = Principal.User("anna", []);

    private static readonly Dictionary<string, (WritePlan Plan, Principal Principal)> Plans = new()
    {
        ["create"] = (Create("p9", Set("name", "Lamp"), Set("price", 10.5), new("main", new SetOperation(new PointerValue("Category", "c1")))), Principal.Master),
        ["create-with-acl"] = (Create("p9", Set("name", "Lamp")) with { Acl = Acl.Public }, Anna),
        ["create-with-relation"] = (Create("p9", new FieldChange("categories", new RelationOperation("Category", ["c1", "c2"], ["c2"]))), Principal.Master),
        ["update"] = (Update(Set("name", "Lantern"), new("price", DeleteOperation.Instance)), Anna),
        ["update-operations"] = (Update(
            new("price", new IncrementOperation(1.5)),
            new("tags", new AddUniqueOperation([Text("a"), Text("c")])),
            new("more", new RemoveOperation([Text("x")])),
            new("list", new AddOperation([Text("z")]))), Principal.Master),
        ["update-nested"] = (Update(
            new("details", ["color"], new SetOperation(Text("red"))),
            new("details", ["stock", "nyc"], new IncrementOperation(2)),
            new("details", ["stock", "old"], DeleteOperation.Instance),
            new("details", ["gone", "deep"], DeleteOperation.Instance),
            new("empty", ["a"], DeleteOperation.Instance)), Principal.Master),
        ["update-acl"] = (Update() with { Acl = Acl.MasterOnly }, Principal.Master),
        ["update-clears-acl"] = (Update() with { ClearsAcl = true }, Principal.Master),
        ["update-relation"] = (Update(new FieldChange("categories", new RelationOperation("Category", ["c3"], ["c1"]))), Anna),
        ["delete"] = (new WritePlan(WriteKind.Delete, "Product", "p1"), Anna),
    };

    private PostgresHost _host = null!;

    public static TheoryData<string> Cases => [.. Plans.Keys];

    public async ValueTask InitializeAsync()
    {
        _host = await PostgresHost.StartAsync(server, new AppOptions { AllowCustomObjectId = true }, CancellationToken.None);
        await _host.CreateClassAsync(
            new ClassEdit("Product")
            {
                Permissions = ClassLevelPermissions.Public,
                SetFields =
                [
                    new("name", FieldType.String), new("price", FieldType.Number), new("main", FieldType.Pointer, "Category"), new("categories", FieldType.Relation, "Category"),
                    new("tags", FieldType.Array), new("more", FieldType.Array), new("list", FieldType.Array), new("details", FieldType.Object), new("empty", FieldType.Object),
                ],
            },
            CancellationToken.None);
        await _host.WriteAsync(
            Create("p1", Set("name", "Lamp"), Set("price", 1), new("tags", new SetOperation(new ArrayValue([Text("a"), Text("b")]))), new("more", new SetOperation(new ArrayValue([Text("x"), Text("y"), Text("x")]))), new("categories", new RelationOperation("Category", ["c1"], []))),
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_write_is_one_statement(string name)
    {
        var ct = TestContext.Current.CancellationToken;
        var (plan, principal) = Plans[name];
        var store = new Watching(_host.Store);
        await new WritePipeline(_host.Registry, store, NoPasswords.Changes, NoTriggers.Instance, NoMails.Instance, new Clock()).RunAsync(_host.App, principal, plan, ct);

        var snapshot = await _host.Registry.GetAsync(_host.App, ct);
        var (sql, parameters) = WriteCompiler.Compile(snapshot, Assert.Single(store.Writes));
        var page = new StringBuilder()
            .AppendLine(SqlPage.Of(sql.Text, snapshot.DatabaseSchema)).AppendLine()
            .AppendLine(SqlPage.Parameters(parameters.Select(parameter => parameter.Value(ReadContext.For(principal)))))
            .AppendLine(store.Outcome is { } outcome ? $"changed: {string.Join(", ", outcome.Changed.Select(c => $"{c.Field.Name}={ParseJsonText.Wire(c.Value)}"))}" : "nothing");
        var rows = await _host.ReadAsync(new ReadPlan(snapshot.Find("Product")!) { Order = [new SortKey(FieldPath.Of(FieldDefinition.ObjectId))], Selection = RestSelection.Everything }, Principal.Master, ct);
        foreach (var row in rows.Texts)
            page.AppendLine(row);
        page.AppendLine("members: " + string.Join(", ", await MembersAsync(ct)));
        Golden.Match(Dates().Replace(page.ToString(), "<now>"), "write-" + name);
    }

    private async Task<IReadOnlyList<string>> MembersAsync(CancellationToken ct)
    {
        await using var connection = new Npgsql.NpgsqlConnection(_host.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new Npgsql.NpgsqlCommand($"""SELECT "owningId" || '-' || "relatedId" FROM "{_host.App.DatabaseSchema}"."_Join:categories:Product" ORDER BY 1""", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var members = new List<string>();
        while (await reader.ReadAsync(ct))
            members.Add(reader.GetString(0));
        return members;
    }

    /// <summary>The object that was there before was written at the real time.</summary>
    private static System.Text.RegularExpressions.Regex Dates() => new(@"(?<=At"":"")(?!2024-06-01)[^""]+");

    private static WritePlan Create(string id, params FieldChange[] changes) => new(WriteKind.Create, "Product", id) { Changes = [.. changes] };

    private static WritePlan Update(params FieldChange[] changes) => new(WriteKind.Update, "Product", "p1") { Changes = [.. changes] };

    private static FieldChange Set(string field, string text) => new(field, new SetOperation(Text(text)));

    private static FieldChange Set(string field, double number) => new(field, new SetOperation(new NumberValue(number)));

    private static StringValue Text(string text) => new(text);

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);
    }

    /// <summary>Notes the writes on their way.</summary>
    private sealed class Watching(IObjectStore store) : IObjectStore
    {
        public List<AuthorizedWrite> Writes { get; } = [];

        public WriteOutcome? Outcome { get; private set; }

        public async Task<WriteOutcome?> WriteAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken)
        {
            Writes.Add(write);
            return Outcome = await store.WriteAsync(app, write, cancellationToken);
        }

        public Task<ObjectState?> FindAsync(App app, AuthorizedWrite write, CancellationToken cancellationToken) => store.FindAsync(app, write, cancellationToken);

        public Task<T> InTransactionAsync<T>(App app, Func<IStoreTransaction, Task<T>> work, CancellationToken cancellationToken) =>
            store.InTransactionAsync(app, work, cancellationToken);

        public Task PurgeAsync(App app, ClassSchema schema, CancellationToken cancellationToken) => store.PurgeAsync(app, schema, cancellationToken);
    }
}
