using System.Collections.Frozen;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Which fields can be aggregated in which way, and grouped by.</summary>
internal static class AggregateFields
{
    /// <summary>The aggregates of fields by their names in the schema.</summary>
    public static readonly FrozenDictionary<string, AggregateFunction> Functions = new Dictionary<string, AggregateFunction>
    {
        ["countDistinct"] = AggregateFunction.CountDistinct,
        ["sum"] = AggregateFunction.Sum,
        ["avg"] = AggregateFunction.Average,
        ["stddev"] = AggregateFunction.StandardDeviation,
        ["min"] = AggregateFunction.Minimum,
        ["max"] = AggregateFunction.Maximum,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FieldDefinition[] Numbers(ClassTypes types) => Of(types, FieldType.Number);

    /// <summary>Fields that have a least and a greatest value.</summary>
    public static FieldDefinition[] Values(ClassTypes types) => Of(types, FieldType.Number, FieldType.String, FieldType.Date);

    /// <summary>Fields whose values are equal or not: what is counted, and grouped by.</summary>
    public static FieldDefinition[] Scalars(ClassTypes types) => Of(types, FieldType.Number, FieldType.String, FieldType.Date, FieldType.Boolean, FieldType.Pointer);

    /// <summary>The names of a field's date buckets, but for those that another field has already.</summary>
    public static IEnumerable<(string Name, DateBucket Bucket)> Buckets(ClassSchema schema, FieldDefinition field) => field.Type != FieldType.Date
        ? []
        : Enum.GetValues<DateBucket>().Select(bucket => ($"{field.Name}_{bucket.ToString().ToUpperInvariant()}", bucket)).Where(value => schema.Find(value.Item1) is null);

    /// <summary>What a value of the enum of keys means.</summary>
    public static GroupKey Key(ClassSchema schema, string name)
    {
        if (schema.Find(name) is { } field)
            return new GroupKey(field);
        var separator = name.LastIndexOf('_');
        return new GroupKey(schema.Find(name[..separator])!, Enum.Parse<DateBucket>(name.AsSpan(separator + 1), ignoreCase: true));
    }

    private static FieldDefinition[] Of(ClassTypes types, params FieldType[] kinds) =>
        [.. types.Class.Fields.Values.Where(field => !field.IsSecret && field.Name != Names.ObjectId && kinds.Contains(field.Type) && types.Config.Answers(field))];
}
