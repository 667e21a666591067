using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using CsCheck;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>Random filters of every kind that can be evaluated in memory, with the operands that front ends let through.</summary>
internal sealed class Filters(ClassSchema schema)
{
    private static readonly string[] Steps = [.. Values.Keys, .. Values.Keys, "-1", "1", "x", "iso", "__type", "name", "url", "latitude", "coordinates", "objectId"];
    private static readonly Gen<ComparisonOperator> Operators = Gen.Enum<ComparisonOperator>();

    private static readonly Gen<(string Pattern, string Options)> Patterns = Gen.Select(
        Gen.OneOf("a", "^a", "b$", "^a.b$", @"^\Qa\E", @"\Q\\E", @"\Q.*\E", "a|é", "É", "[^a]", "^[^a]", ".", "^$", @"\\", @"\.", "[ab]+", "^😀", "a b", "[.]", "(a|b){2}", "$"),
        Gen.OneOf("", "i", "m", "s", "ms", "im", "ims"));

    public Gen<Filter> Any(int depth) => depth == 0
        ? Leaf
        : Gen.Frequency(
            (4, Leaf),
            (1, Any(depth - 1).Array[0, 3].Select(Filter (parts) => new AndFilter([.. parts]))),
            (1, Any(depth - 1).Array[0, 3].Select(Filter (parts) => new OrFilter([.. parts]))),
            (2, Any(depth - 1).Select(Filter.Not)));

    private Gen<Filter> Leaf => Gen.Frequency((10, Gen.OneOf([.. Documents.Fields]).SelectMany(OnField)), (6, OnNested), (1, OnUnknown), (2, OnSystem));

    private Gen<Filter> OnField(string name)
    {
        var field = schema.Find(name)!;
        var path = FieldPath.Of(field);
        var value = field.Type == FieldType.Pointer ? Values.Pointer : field.Type == FieldType.Array ? Values.Nested(1) : Documents.ValueOf(name);
        var leaves = new List<Gen<Filter>> { Compared(path, value), Listed(path, value), Gen.Const<Filter>(new ExistsFilter(path)), Matched(path) };
        if (field.Type == FieldType.Array)
            leaves.AddRange([Lists(path, value), Compared(path, Documents.ValueOf(name))]);
        return Gen.OneOf(leaves.ToArray<IGen<Filter>>());
    }

    private Gen<Filter> OnNested => Gen.Select(Gen.OneOf("o", "o", "o", "a", "ia", "f", "g"), Gen.OneOf(Steps).Array[1, 2]).SelectMany((name, keys) =>
    {
        var path = new FieldPath(name, schema.Find(name), [.. keys]);
        return Gen.OneOf(Compared(path, Values.Nested(1)), Listed(path, Values.Nested(1)), Gen.Const<Filter>(new ExistsFilter(path)), Matched(path), Lists(path, Values.Nested(1)));
    });

    private static Gen<Filter> OnUnknown
    {
        get
        {
            var path = new FieldPath("unknown", null, []);
            return Gen.OneOf(Compared(path, Values.Nested(0)), Listed(path, Values.Nested(0)), Gen.Const<Filter>(new ExistsFilter(path)), Matched(path), Lists(path, Values.Nested(0)));
        }
    }

    private static Gen<Filter> OnSystem
    {
        get
        {
            var id = FieldPath.Of(FieldDefinition.ObjectId);
            var ids = Gen.OneOf("d000", "d001", "d017", "D", "e", "").Select(ParseValue (text) => new StringValue(text));
            var date = Gen.OneOf(FieldPath.Of(FieldDefinition.CreatedAt), FieldPath.Of(FieldDefinition.UpdatedAt));
            return Gen.OneOf(
                Compared(id, ids),
                Listed(id, ids),
                Matched(id),
                date.SelectMany(path => Compared(path, Values.Instant)),
                date.SelectMany(path => Listed(path, Values.Instant)),
                Gen.OneOf([.. FieldDefinition.System]).Select(Filter (f) => new ExistsFilter(FieldPath.Of(f))));
        }
    }

    private static Gen<Operand> OrNull(Gen<ParseValue> value) => Gen.Frequency((6, value), (1, Gen.Const(ParseValue.Null))).Select(Operand.Of);

    private static Gen<Filter> Compared(FieldPath path, Gen<ParseValue> value) =>
        Gen.Select(Operators, OrNull(value)).Select(Filter (op, operand) => new ComparisonFilter(path, op, operand));

    private static Gen<Filter> Listed(FieldPath path, Gen<ParseValue> value) =>
        OrNull(value).Array[0, 4].Select(Filter (operands) => new InFilter(path, [.. operands]));

    private static Gen<Filter> Lists(FieldPath path, Gen<ParseValue> value) => Gen.Select(Gen.Bool, OrNull(value).Array[0, 6]).Select(Filter (all, operands) =>
        all ? new ContainsAllFilter(path, [.. operands.Take(3)]) : new ContainedByFilter(path, [.. operands]));

    private static Gen<Filter> Matched(FieldPath path) => Patterns.Select(Filter (pattern) => new RegexFilter(path, pattern.Pattern, pattern.Options));
}
