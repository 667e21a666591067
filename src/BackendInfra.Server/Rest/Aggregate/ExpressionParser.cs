using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Aggregate;

/// <summary>Reads values of an aggregation: <c>"$field"</c>, constants, parts of dates, objects of such.</summary>
internal static class ExpressionParser
{
    /// <exception cref="ParseException">102 an unknown operator, 105 a path that is none.</exception>
    public static AggregateExpression Parse(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && ParseJson.ReadText(value) is ['$', .. var path])
            return Path(path);
        if (value.ValueKind != JsonValueKind.Object || value.TryGetProperty("__type", out _))
            return new ConstantExpression(ParseJson.Read(value));
        if (value.EnumerateObject().ToArray() is [var only] && only.Name.StartsWith('$'))
            return DatePart(only.Name, only.Value);
        return new ObjectExpression([.. value.EnumerateObject().Select(member => (Name(ParseJson.ReadName(member)), Parse(member.Value)))]);
    }

    /// <summary>A path as clients write it; Parse's and MongoDB's names of the id and the dates mean the same.</summary>
    /// <exception cref="ParseException">105.</exception>
    public static AggregatePath Path(string text)
    {
        var keys = text.Split('.');
        if (keys.Any(key => key.Length is 0 or > 200 || key[0] == '$' || Names.IsDenied(key)))
            throw Refusals.InvalidKeyName(Excerpt.Of(text));
        keys[0] = Alias(keys[0]);
        return new AggregatePath([.. keys]);
    }

    /// <exception cref="ParseException">105.</exception>
    public static string Name(string text) =>
        text.Length is 0 or > 200 || text.AsSpan().IndexOfAny('$', '.') >= 0 || Names.IsDenied(text) ? throw Refusals.InvalidKeyName(Excerpt.Of(text)) : Alias(text);

    private static string Alias(string name) => name switch
    {
        "_id" => Names.ObjectId,
        "_created_at" => Names.CreatedAt,
        "_updated_at" => Names.UpdatedAt,
        _ => name,
    };

    private static DatePartExpression DatePart(string name, JsonElement value)
    {
        var part = name switch
        {
            "$year" => Core.Queries.DatePart.Year,
            "$month" => Core.Queries.DatePart.Month,
            "$dayOfMonth" => Core.Queries.DatePart.DayOfMonth,
            "$dayOfYear" => Core.Queries.DatePart.DayOfYear,
            "$dayOfWeek" => Core.Queries.DatePart.DayOfWeek,
            "$hour" => Core.Queries.DatePart.Hour,
            "$minute" => Core.Queries.DatePart.Minute,
            "$second" => Core.Queries.DatePart.Second,
            _ => throw Refusals.InvalidQuery($"{Excerpt.Of(name)} is not supported in an aggregation."),
        };
        return Parse(value) is AggregatePath path ? new DatePartExpression(part, path) : throw Refusals.InvalidQuery($"{name} needs a field, such as \"$createdAt\".");
    }
}
