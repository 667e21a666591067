using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Types;
using BenchmarkDotNet.Attributes;

namespace BackendInfra.Benchmarks.Micro;

/// <summary>What a change of an app's classes costs: its whole GraphQL schema is built anew, and printed when somebody asks for it.</summary>
[MemoryDiagnoser]
public class SchemaBuildBenchmarks
{
    private const int FieldsPerClass = 20;

    private static readonly FieldType[] Types =
    [
        FieldType.String, FieldType.Number, FieldType.Boolean, FieldType.Date, FieldType.Object,
        FieldType.Array, FieldType.GeoPoint, FieldType.File, FieldType.Pointer, FieldType.Relation,
    ];

    private SchemaSnapshot _snapshot = null!;
    private AppSchema _schema = null!;

    [Params(50, 500)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _snapshot = Snapshot(Classes);
        _schema = (AppSchema)Build();
    }

    [Benchmark]
    public object Build() => AppSchemaBuilder.Build(_snapshot, [], _ => { });

    [Benchmark]
    public string Print() => AppSchemaBuilder.Print(_schema);

    /// <summary>Classes with fields of all kinds, which point to each other.</summary>
    internal static SchemaSnapshot Snapshot(int classes) => SystemClasses.EnsureIn(new SchemaSnapshot("app_bench", 1, Enumerable.Range(0, classes).Select(i => Class(i, classes))));

    private static ClassSchema Class(int number, int of)
    {
        var schema = new ClassSchema($"Thing{number}") { Permissions = ClassLevelPermissions.Public };
        for (var i = 0; i < FieldsPerClass; i++)
        {
            var type = Types[i % Types.Length];
            var target = type is FieldType.Pointer or FieldType.Relation ? $"Thing{(number + i) % of}" : null;
            schema = schema.With(new FieldDefinition($"{type.ToString().ToLowerInvariant()}{i}", type, target) { Required = i % 3 == 0 && type is not (FieldType.Pointer or FieldType.Relation) });
        }

        return schema;
    }
}
