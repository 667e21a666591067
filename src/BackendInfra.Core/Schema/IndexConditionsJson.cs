using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema;

/// <summary>
/// Conditions of partial indexes as clients and the catalog write them: what a Parse query can say about one field after the
/// other, <c>{"status":"open","price":{"$gt":10},"owner":{"$exists":true}}</c>.
/// </summary>
public static class IndexConditionsJson
{
    private static readonly (string Name, ComparisonOperator Operator)[] Comparisons =
    [
        ("$eq", ComparisonOperator.Equal), ("$ne", ComparisonOperator.NotEqual), ("$lt", ComparisonOperator.LessThan),
        ("$lte", ComparisonOperator.LessThanOrEqual), ("$gt", ComparisonOperator.GreaterThan), ("$gte", ComparisonOperator.GreaterThanOrEqual),
    ];

    /// <exception cref="ParseException">102 an operator that an index cannot have, 107 values that are none.</exception>
    public static ImmutableArray<IndexCondition> Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidQuery("partialFilterExpression must be an object of fields and what they must be.");

        var conditions = ImmutableArray.CreateBuilder<IndexCondition>();
        foreach (var member in json.EnumerateObject())
        {
            var field = ParseJson.ReadName(member);
            if (field.StartsWith('$'))
                throw Refusals.InvalidQuery($"partialFilterExpression: {Excerpt.Of(field)} is not possible; name fields, all of whose conditions must hold.");
            if (IsOperators(member.Value))
                conditions.AddRange(member.Value.EnumerateObject().Select(op => ReadOperator(field, op)));
            else
                conditions.Add(new IndexComparison(field, ComparisonOperator.Equal, ParseJson.Read(member.Value)));
        }

        // The catalog does not keep the order of keys, and all must hold: one order makes equal conditions equal.
        return conditions.Count > 0
            ? [.. conditions.OrderBy(condition => condition.Field, StringComparer.Ordinal).ThenBy(Rank)]
            : throw Refusals.InvalidQuery("partialFilterExpression holds no condition.");
    }

    public static void Write(Utf8JsonWriter json, ImmutableArray<IndexCondition> conditions)
    {
        json.WriteStartObject();
        foreach (var group in conditions.GroupBy(condition => condition.Field))
        {
            json.WritePropertyName(group.Key);
            if (group.ToArray() is [IndexComparison { Operator: ComparisonOperator.Equal } only])
            {
                ParseJsonWriter.WriteWire(json, only.Value);
                continue;
            }

            json.WriteStartObject();
            foreach (var condition in group)
                WriteOperator(json, condition);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static int Rank(IndexCondition condition) => condition switch
    {
        IndexComparison comparison => (int)comparison.Operator,
        IndexMembership => int.MaxValue - 1,
        _ => int.MaxValue,
    };

    private static bool IsOperators(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(member => ParseJson.ReadName(member).StartsWith('$'));

    private static IndexCondition ReadOperator(string field, JsonProperty member)
    {
        var (name, value) = (ParseJson.ReadName(member), member.Value);
        foreach (var (text, op) in Comparisons)
        {
            if (text == name)
                return new IndexComparison(field, op, ParseJson.Read(value));
        }

        return (name, value.ValueKind) switch
        {
            ("$in", JsonValueKind.Array) => new IndexMembership(field, ParseJson.ReadArray(value).Items),
            ("$exists", JsonValueKind.True or JsonValueKind.False) => new IndexExistence(field, value.GetBoolean()),
            _ => throw Refusals.InvalidQuery($"partialFilterExpression: {Excerpt.Of(name)} is not possible on {Excerpt.Of(field)}; use $eq, $ne, $lt, $lte, $gt, $gte, $in with an array, or $exists."),
        };
    }

    private static void WriteOperator(Utf8JsonWriter json, IndexCondition condition)
    {
        switch (condition)
        {
            case IndexComparison comparison:
                json.WritePropertyName(Comparisons.First(known => known.Operator == comparison.Operator).Name);
                ParseJsonWriter.WriteWire(json, comparison.Value);
                break;
            case IndexMembership membership:
                json.WritePropertyName("$in");
                ParseJsonWriter.WriteWire(json, new ArrayValue(membership.Values));
                break;
            case IndexExistence existence:
                json.WriteBoolean("$exists", existence.Exists);
                break;
        }
    }
}
