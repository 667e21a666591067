using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>Reads the operators on one path; all of them must hold.</summary>
internal sealed class ConstraintParser(WhereContext context, FieldPath path, JsonElement constraint)
{
    private const string RelativeTimeOperator = "$relativeTime";

    /// <exception cref="ParseException">107 an unknown operator, or an operand of the wrong form; 102 one that the field cannot be compared with.</exception>
    public Filter Parse()
    {
        var parts = ImmutableArray.CreateBuilder<Filter>();
        foreach (var member in constraint.EnumerateObject())
        {
            if (Operator(ParseJson.ReadName(member), member.Value) is { } filter)
                parts.Add(filter);
        }

        return Filter.And(parts.ToImmutable());
    }

    private Filter? Operator(string name, JsonElement value) => name switch
    {
        "$eq" => Equal(ComparisonOperator.Equal, value),
        "$ne" => Equal(ComparisonOperator.NotEqual, value),
        "$lt" => Ordered(name, ComparisonOperator.LessThan, value),
        "$lte" => Ordered(name, ComparisonOperator.LessThanOrEqual, value),
        "$gt" => Ordered(name, ComparisonOperator.GreaterThan, value),
        "$gte" => Ordered(name, ComparisonOperator.GreaterThanOrEqual, value),
        "$in" => new InFilter(path, List(name, value)),
        "$nin" => Filter.Not(new InFilter(path, List(name, value))),
        "$exists" => Exists(value),
        "$regex" => Regex(value, constraint.TryGetProperty("$options", out var options) ? options : null),
        "$options" => constraint.TryGetProperty("$regex", out _) ? null : throw Refusals.InvalidQuery("$options needs a $regex."),
        "$all" => All(value),
        "$containedBy" => ContainedBy(value),
        "$inQuery" => new SubqueryParser(context).InQuery(path, name, value),
        "$notInQuery" => Filter.Not(new SubqueryParser(context).InQuery(path, name, value)),
        "$select" => new SubqueryParser(context).Select(path, name, value),
        "$dontSelect" => Filter.Not(new SubqueryParser(context).Select(path, name, value)),
        "$nearSphere" => Geo.Near(value),
        "$maxDistance" or "$maxDistanceInRadians" or "$maxDistanceInMiles" or "$maxDistanceInKilometers" => Geo.MaxDistance(name),
        "$within" => Geo.Within(value),
        "$geoWithin" => Geo.GeoWithin(value),
        "$geoIntersects" => Geo.GeoIntersects(value),
        "$text" => TextParser.Parse(path, value),
        _ => throw Refusals.InvalidJson($"bad constraint: {Excerpt.Of(name)}"),
    };

    private GeoParser Geo => new(context, path, constraint);

    private ComparisonFilter Equal(ComparisonOperator comparison, JsonElement value)
    {
        // The present instant equals none that is stored, so this can only be a mistake.
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(RelativeTimeOperator, out _))
            throw Refusals.InvalidJson($"{RelativeTimeOperator} can only be used with the $lt, $lte, $gt, and $gte operators");
        return new ComparisonFilter(path, comparison, Operand.Of(OperandRules.Fit(path, ParseJson.Read(value))));
    }

    private ComparisonFilter Ordered(string name, ComparisonOperator comparison, JsonElement value)
    {
        var operand = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(RelativeTimeOperator, out var text)
            ? RelativeDate(text)
            : ParseJson.Read(value);
        return new ComparisonFilter(path, comparison, Operand.Of(OperandRules.FitOrdered(path, name, operand)));
    }

    private DateValue RelativeDate(JsonElement text)
    {
        if (path.IsNested || path.Field?.Type != FieldType.Date)
            throw Refusals.InvalidJson($"{RelativeTimeOperator} can only be used with Date field");
        return text.ValueKind == JsonValueKind.String
            ? DateValue.Of(RelativeTime.Parse(ParseJson.ReadText(text), context.Now))
            : throw Refusals.InvalidJson($"bad {RelativeTimeOperator} value: it must be a string.");
    }

    private Filter Exists(JsonElement value)
    {
        OperandRules.RefuseRelation(path, "$exists");
        return value.ValueKind switch
        {
            JsonValueKind.True => new ExistsFilter(path),
            JsonValueKind.False => Filter.Not(new ExistsFilter(path)),
            _ => throw Refusals.InvalidJson("bad $exists value: it must be true or false."),
        };
    }

    private RegexFilter Regex(JsonElement pattern, JsonElement? options)
    {
        if (pattern.ValueKind != JsonValueKind.String)
            throw Refusals.InvalidJson("bad $regex value: it must be a string.");
        if (options is { ValueKind: not JsonValueKind.String })
            throw Refusals.InvalidQuery("bad $options value: it must be a string.");
        OperandRules.RequireText(path, "$regex");

        var flags = options is { } sent ? ParseJson.ReadText(sent) : "";
        return flags.AsSpan().ContainsAnyExcept("imsxu")
            ? throw Refusals.InvalidQuery($"bad $options value: {Excerpt.Of(flags)}")
            : new RegexFilter(path, ParseJson.ReadText(pattern), flags);
    }

    private Filter All(JsonElement value)
    {
        OperandRules.RequireArray(path, "$all");
        var items = Items("$all", value);
        var patterns = items.Count(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("$regex", out _));
        if (patterns == 0)
            return new ContainsAllFilter(path, Operands(items));
        return patterns == items.Length
            ? Filter.And([.. items.Select(item => Regex(item.GetProperty("$regex"), item.TryGetProperty("$options", out var options) ? options : null))])
            : throw Refusals.InvalidJson("All $all values must be of regex type or none");
    }

    private ContainedByFilter ContainedBy(JsonElement value)
    {
        OperandRules.RequireArray(path, "$containedBy");
        return new ContainedByFilter(path, Operands(Items("$containedBy", value)));
    }

    private ImmutableArray<Operand> List(string name, JsonElement value) => Operands(Items(name, value));

    private ImmutableArray<Operand> Operands(JsonElement[] items) =>
        [.. items.Select(item => Operand.Of(OperandRules.Fit(path, ParseJson.Read(item))))];

    private JsonElement[] Items(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Refusals.InvalidJson($"bad {name} value: it must be an array.");
        context.CheckLength(value.GetArrayLength());
        return [.. value.EnumerateArray()];
    }
}
