using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using CsCheck;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>Random updates of the fields <c>n</c>, <c>s</c>, <c>a</c> and <c>o</c>, in which no two changes overlap.</summary>
internal static class Updates
{
    private static readonly Gen<FieldOperation> Delete = Gen.Const<FieldOperation>(DeleteOperation.Instance);
    private static readonly Gen<FieldOperation> Increment = Values.Number.Select(FieldOperation (amount) => new IncrementOperation(amount));
    private static readonly Gen<ParseValue[]> Items = Values.Nested(1).Array[0, 3];

    private static readonly Gen<FieldChange> Change = Gen.OneOf(
        On("n", Gen.OneOf(Set(Values.Numeric), Increment, Increment, Delete, Values.Numeric.Select(FieldOperation (value) => new SetOnInsertOperation(value)))),
        On("s", Gen.OneOf(Set(Values.String), Delete)),
        On("a", Gen.Frequency(
            (1, Set(Values.Array(1))),
            (1, Delete),
            (3, Items.Select(FieldOperation (items) => new AddOperation([.. items]))),
            (3, Items.Select(FieldOperation (items) => new AddUniqueOperation([.. items]))),
            (3, Items.Select(FieldOperation (items) => new RemoveOperation([.. items]))))),
        On("o", Gen.OneOf(Set(Values.Object(2)), Delete)),
        Nested,
        Nested,
        Nested);

    public static Gen<FieldChange[]> Any { get; } = Change.Array[1, 5].Select(WithoutOverlaps);

    private static Gen<FieldChange> Nested => Gen.Select(
        Gen.OneOf([.. Values.Keys, "iso", "latitude"]).Array[1, 3],
        Gen.OneOf(Set(Values.Nested(1).Where(value => value is not NullValue)), Increment, Delete))
        .Select((keys, operation) => new FieldChange("o", [.. keys], operation));

    private static Gen<FieldOperation> Set(Gen<ParseValue> value) => value.Select(FieldOperation (v) => new SetOperation(v));

    private static Gen<FieldChange> On(string field, Gen<FieldOperation> operation) => operation.Select(o => new FieldChange(field, o));

    private static FieldChange[] WithoutOverlaps(FieldChange[] changes)
    {
        var kept = new List<FieldChange>();
        foreach (var change in changes)
        {
            if (!kept.Any(other => Overlap(Path(other), Path(change))))
                kept.Add(change);
        }

        return [.. kept];
    }

    private static bool Overlap(string[] left, string[] right) =>
        left.Take(right.Length).SequenceEqual(right.Take(left.Length));

    private static string[] Path(FieldChange change) => [change.Field, .. change.Keys];
}
