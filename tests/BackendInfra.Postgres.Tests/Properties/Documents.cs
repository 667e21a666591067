using System.Collections.Immutable;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using CsCheck;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>A class with every field type, each once plain and, where that can be, once promoted; and random objects of it.</summary>
internal static class Documents
{
    private static readonly (FieldDefinition Field, Gen<ParseValue> Value)[] Plan =
    [
        (new("s", FieldType.String), Values.String),
        (new("n", FieldType.Number), Values.Numeric),
        (new("b", FieldType.Boolean), Values.Boolean),
        (new("d", FieldType.Date), Values.Instant),
        (new("y", FieldType.Bytes), Values.Bytes),
        (new("p", FieldType.Pointer, "Other"), Gen.OneOf<ParseValue>(new PointerValue("Other", "x"), new PointerValue("Other", "y"))),
        (new("g", FieldType.GeoPoint), Values.Point),
        (new("poly", FieldType.Polygon), Values.Polygon),
        (new("f", FieldType.File), Values.File),
        (new("o", FieldType.Object), Values.Object(2)),
        (new("a", FieldType.Array), Values.Array(2)),
        (new("is", FieldType.String), Values.String),
        (new("in", FieldType.Number), Values.Numeric),
        (new("ib", FieldType.Boolean), Values.Boolean),
        (new("id2", FieldType.Date), Values.Instant),
        (new("ia", FieldType.Array), Values.Array(1)),
    ];

    private static readonly DateTimeOffset[] Instants = [new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2024, 1, 1, 0, 0, 0, 1, TimeSpan.Zero), new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero)];

    public static ClassEdit Class { get; } = new("Doc")
    {
        SetFields = [.. Plan.Select(p => p.Field)],
        AddIndexes = [.. Plan.Where(p => p.Field.Name[0] == 'i').Select(p => new IndexDefinition(p.Field.Name, [new IndexKey(p.Field.Name)]))],
    };

    public static Gen<ParseValue> ValueOf(string field) => Plan.Single(p => p.Field.Name == field).Value;

    public static IEnumerable<string> Fields => Plan.Select(p => p.Field.Name);

    public static ObjectState Make(int number, ulong seed)
    {
        var values = ImmutableDictionary.CreateBuilder<string, ParseValue>(StringComparer.Ordinal);
        for (var i = 0; i < Plan.Length; i++)
        {
            var slot = seed + ((ulong)i * 7919);
            if (Seeded.Make(Gen.Int[0, 3], slot) > 0)
                values[Plan[i].Field.Name] = Seeded.Make(Plan[i].Value, slot + 1);
        }

        return new ObjectState($"d{number:000}", Instants[number % 3], Instants[number / 3 % 3], values.ToImmutable())
        {
            Acl = number % 5 == 0 ? Acl.Public : null,
        };
    }
}
