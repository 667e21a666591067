using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Compiler;
using BenchmarkDotNet.Attributes;

namespace BackendInfra.Benchmarks.Micro;

/// <summary>What a read costs before its statement runs: authorizing and compiling it.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private static readonly SchemaSnapshot Snapshot = new("app_bench", 1, [Product(), Category()]);

    private readonly ReadPlan _get = new(Snapshot.Find("Product")!)
    {
        Operation = ClassOperation.Get,
        Where = new ComparisonFilter(FieldPath.Of(FieldDefinition.ObjectId), ComparisonOperator.Equal, Operand.Of(new StringValue("p1"))),
        Selection = RestSelection.Everything,
    };

    private readonly ReadPlan _page = new(Snapshot.Find("Product")!)
    {
        Where = new ComparisonFilter(FieldPath.Parse(Snapshot.Find("Product")!, "price"), ComparisonOperator.GreaterThan, Operand.Of(50)),
        Order = [new SortKey(FieldPath.Parse(Snapshot.Find("Product")!, "price"))],
        Limit = Operand.Of(20),
        Selection = RestSelection.Everything,
    };

    private readonly ReadPlan _nested = new(Snapshot.Find("Product")!)
    {
        Limit = Operand.Of(20),
        Selection = new ConnectionSelection([new EdgesPart("edges", [new NodePart("node", new GraphSelection([
            new FieldNode("name", Snapshot.Find("Product")!.Find("name")!),
            new ConnectionNode("categories", new ReadPlan(Snapshot.Find("Category")!)
            {
                Where = new RelatedToFilter(Snapshot.Find("Product")!, Snapshot.Find("Product")!.Find("categories")!, null),
                Limit = Operand.Of(100),
                Selection = new ConnectionSelection([new EdgesPart("edges", [new NodePart("node", new GraphSelection([new FieldNode("name", Snapshot.Find("Category")!.Find("name")!)]))])]),
            }),
        ]))])]),
    };

    [Benchmark]
    public object Get() => ReadCompiler.Compile(Snapshot, AccessGate.Authorize(_get, Principal.Anonymous));

    [Benchmark]
    public object Page() => ReadCompiler.Compile(Snapshot, AccessGate.Authorize(_page, Principal.Anonymous));

    [Benchmark]
    public object Nested() => ReadCompiler.Compile(Snapshot, AccessGate.Authorize(_nested, Principal.Anonymous));

    private static ClassSchema Product() => new ClassSchema("Product") { Permissions = ClassLevelPermissions.Public }
        .With(new FieldDefinition("name", FieldType.String))
        .With(new FieldDefinition("price", FieldType.Number))
        .With(new FieldDefinition("categories", FieldType.Relation, "Category"));

    private static ClassSchema Category() => new ClassSchema("Category") { Permissions = ClassLevelPermissions.Public }
        .With(new FieldDefinition("name", FieldType.String));
}
