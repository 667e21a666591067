using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Where;

namespace BackendInfra.Server.Rest.Aggregate;

/// <summary>Reads the stages of an aggregation (reference §5).</summary>
/// <param name="maxAccumulators">Of one <c>$group</c>.</param>
internal sealed class PipelineParser(WhereContext context, int maxAccumulators)
{
    private const int MaxStages = 50;

    /// <exception cref="ParseException">102 an unknown or malformed stage, 105 a name that none can be, 107 malformed JSON.</exception>
    public ImmutableArray<AggregateStage> Parse(IEnumerable<(string Name, JsonElement Value)> stages)
    {
        var all = stages.Select(stage => Stage(stage.Name, stage.Value)).ToImmutableArray();
        return all.Length <= MaxStages ? all : throw Refusals.InvalidQuery($"A pipeline may have at most {MaxStages} stages.");
    }

    /// <summary>A stage of a <c>pipeline</c> parameter: an object with one member.</summary>
    public static (string Name, JsonElement Value) Single(JsonElement stage)
    {
        if (stage.ValueKind != JsonValueKind.Object || stage.EnumerateObject().ToArray() is not [var only])
            throw Refusals.InvalidQuery("Pipeline stages should only have one key.");
        return (ParseJson.ReadName(only), only.Value);
    }

    private AggregateStage Stage(string name, JsonElement value) => name switch
    {
        "$match" => new MatchStage(new WhereParser(context with { Prefix = AggregateDocument.Key + "." }).Parse(AggregateDocument.Class, Object(name, value))),
        "$group" => Group(Object(name, value)),
        "$project" => Project(Object(name, value)),
        "$sort" => new SortStage([.. NotEmpty(name, Object(name, value).EnumerateObject()).Select(key => (ExpressionParser.Path(ParseJson.ReadName(key)), IsDescending(key.Value)))]),
        "$limit" => new LimitStage(Count(name, value) is > 0 and var limit ? limit : throw Refusals.InvalidQuery("$limit must be positive.")),
        "$skip" => new SkipStage(Count(name, value)),
        "$unwind" => new UnwindStage(Unwound(value)),
        _ => throw Refusals.InvalidQuery($"Invalid aggregate stage '{Excerpt.Of(name)}'."),
    };

    private GroupStage Group(JsonElement value)
    {
        if (value.TryGetProperty("objectId", out _))
            throw Refusals.InvalidQuery("Cannot use `objectId` in aggregation stage $group.");
        if (!value.TryGetProperty("_id", out var id))
            throw Refusals.InvalidQuery("Invalid parameter for query: $group. Missing key _id");
        var fields = value.EnumerateObject().Where(member => !member.NameEquals("_id")).Select(member => Accumulator(ExpressionParser.Name(ParseJson.ReadName(member)), member.Value));
        Accumulator[] accumulators = [.. fields];
        return accumulators.Length <= maxAccumulators
            ? new GroupStage(ExpressionParser.Parse(id), [.. accumulators])
            : throw Refusals.InvalidQuery($"A $group may have at most {maxAccumulators} accumulators.");
    }

    private static Accumulator Accumulator(string name, JsonElement value)
    {
        var (op, operand) = Single(value);
        var kind = op switch
        {
            "$sum" => AccumulatorKind.Sum,
            "$avg" => AccumulatorKind.Average,
            "$min" => AccumulatorKind.Minimum,
            "$max" => AccumulatorKind.Maximum,
            "$count" => AccumulatorKind.Count,
            _ => throw Refusals.InvalidQuery($"Invalid accumulator {Excerpt.Of(op)}: use $sum, $avg, $min, $max or $count."),
        };
        return new Accumulator(name, kind, kind == AccumulatorKind.Count ? new ConstantExpression(ParseValue.Null) : ExpressionParser.Parse(operand));
    }

    /// <summary>Either what is left out, by 0, or all that is kept; the objectId is kept unless it is left out.</summary>
    private static AggregateStage Project(JsonElement value)
    {
        var members = NotEmpty("$project", value.EnumerateObject()).Select(m => (Name: ExpressionParser.Name(ParseJson.ReadName(m)), m.Value)).ToArray();
        var omitted = members.Where(m => IsOff(m.Value)).Select(m => m.Name).ToImmutableArray();
        if (omitted.Length == members.Length)
            return new OmitStage(omitted);
        if (omitted.Any(name => name != "objectId"))
            throw Refusals.InvalidQuery("$project either keeps fields or leaves fields out.");

        var kept = members.Where(m => !IsOff(m.Value)).Select(m => (m.Name, IsOn(m.Value) ? ExpressionParser.Path(m.Name) : ExpressionParser.Parse(m.Value)));
        if (omitted.IsEmpty && !members.Any(m => m.Name == "objectId"))
            kept = kept.Prepend(("objectId", ExpressionParser.Path("objectId")));
        return new ProjectStage([.. kept]);
    }

    private static AggregatePath Unwound(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("path", out var path))
            value = path;
        return value.ValueKind == JsonValueKind.String && ExpressionParser.Parse(value) is AggregatePath found
            ? found
            : throw Refusals.InvalidQuery("$unwind needs a path such as \"$tags\".");
    }

    private static bool IsOff(JsonElement value) => value.ValueKind == JsonValueKind.False || (value.ValueKind == JsonValueKind.Number && ParseJson.ReadNumber(value) == 0);

    private static bool IsOn(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.Number;

    private static bool IsDescending(JsonElement value) => (value.ValueKind == JsonValueKind.Number ? ParseJson.ReadNumber(value) : 0) switch
    {
        1 => false,
        -1 => true,
        _ => throw Refusals.InvalidQuery("$sort takes 1 or -1."),
    };

    private static int Count(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count : throw Refusals.InvalidQuery($"{name} must be a whole number that is not negative.");

    private static JsonElement Object(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Refusals.InvalidQuery($"{name} must be an object.");

    private static IEnumerable<JsonProperty> NotEmpty(string name, IEnumerable<JsonProperty> members) =>
        members.Any() ? members : throw Refusals.InvalidQuery($"{name} must not be empty.");
}
