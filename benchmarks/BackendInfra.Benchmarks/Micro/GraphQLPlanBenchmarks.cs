using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using BenchmarkDotNet.Attributes;

namespace BackendInfra.Benchmarks.Micro;

/// <summary>What a GraphQL request costs before its statement runs: parsing and validating, planning and compiling, and finding the cached plan.</summary>
[MemoryDiagnoser]
public class GraphQLPlanBenchmarks
{
    private const string Query =
        "query($price: Float, $n: Int) { products(where: {price: {greaterThan: $price}}, order: [price_ASC], first: $n) { count edges { node { objectId name price categories { edges { node { name } } } } } } }";

    private static readonly App App = new("bench", "bench", "app_bench", new AppKeys("", "", "", "", "", "", "", ""), new AppOptions());
    private static readonly AppSchema Schema = AppSchemaBuilder.Build(new SchemaSnapshot("app_bench", 1, [Product(), Category()]), [], _ => { });
    private static readonly JsonElement Variables = JsonElement.Parse("""{"price":50,"n":20}""");

    private readonly CompileOnly _compiler = new();
    private PreparedDocument _document = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _document = await Prepare();
        var scope = new InputScope(Coerce());
        _document.AddPlan(MakePlan(scope), scope, "anonymous", Variables);
        if (_document.FindPlan("anonymous", Variables, Coerce()) is null)
            throw new InvalidOperationException("The plan is not found again.");
    }

    [Benchmark]
    public async Task<object> ParseAndValidate() => await Prepare();

    [Benchmark]
    public object PlanAndCompile() => MakePlan(new InputScope(Coerce()));

    [Benchmark]
    public object? FindCachedPlan() => _document.FindPlan("anonymous", Variables, Coerce());

    private static Task<PreparedDocument> Prepare() =>
        DocumentPreparer.PrepareAsync(Schema, Query, null, App.Options.Limits, App.Options.Limits.GraphQLErrors, true, CancellationToken.None);

    private IReadOnlyDictionary<string, object?> Coerce() => VariableCoercer.Coerce(Schema.Schema, _document.Operation, Variables);

    private OperationPlan MakePlan(InputScope scope) =>
        new OperationPlanner(Schema, _document.Document, _document.Operation, scope, App, Principal.Anonymous, _compiler, NoTriggers.Instance).Plan();

    private static ClassSchema Product() => new ClassSchema("Product") { Permissions = ClassLevelPermissions.Public }
        .With(new FieldDefinition("name", FieldType.String))
        .With(new FieldDefinition("price", FieldType.Number))
        .With(new FieldDefinition("categories", FieldType.Relation, "Category"));

    private static ClassSchema Category() => new ClassSchema("Category") { Permissions = ClassLevelPermissions.Public }
        .With(new FieldDefinition("name", FieldType.String));

    /// <summary>Compiles as the product does, and never runs anything.</summary>
    private sealed class CompileOnly : IReadExecutor
    {
        public CompiledRead Compile(SchemaSnapshot schema, AuthorizedRead read) => ReadCompiler.Compile(schema, read);

        public Task ExecuteAsync(App app, IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Only compiles.");
    }
}
