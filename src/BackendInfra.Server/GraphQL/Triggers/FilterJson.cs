using System.Collections.Immutable;
using System.Text.Json.Nodes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>Writes conditions as REST's <c>where</c>, which triggers are told.</summary>
/// <param name="variables">The request's.</param>
/// <param name="ownerId">Of the object whose relation is read; null where no relation is.</param>
internal sealed class FilterJson(IReadOnlyDictionary<string, object?> variables, string? ownerId = null)
{
    /// <exception cref="ParseException">108 a condition that REST cannot say; 102 a variable that does not fit.</exception>
    public JsonObject Write(Filter filter) => filter switch
    {
        AndFilter and => All(and.Parts.Select(Write)),
        OrFilter { Parts.IsEmpty: true } => Of(Names.ObjectId, "$in", new JsonArray()),
        OrFilter or => new JsonObject { ["$or"] = Array(or.Parts.Select(Write)) },
        NotFilter { Part: InFilter part } => Of(part.Path, "$nin", Items(part.Operands)),
        NotFilter { Part: ExistsFilter { Path.Field: { Type: FieldType.Relation } relation } } => Of(relation.Name, "$notInQuery", Members(relation)),
        NotFilter { Part: ExistsFilter part } => Of(part.Path, "$exists", false),
        NotFilter { Part: InQueryFilter part } => Of(part.Path, "$notInQuery", Query(part.Subquery)),
        NotFilter { Part: SelectFilter part } => Of(part.Path, "$dontSelect", Select(part)),
        NotFilter not => new JsonObject { ["$nor"] = Array([Write(not.Part)]) },
        ComparisonFilter part => Of(part.Path, Name(part.Operator), Value(part.Operand.Resolve(variables))),
        InFilter part => Of(part.Path, "$in", Items(part.Operands)),
        ExistsFilter { Path.Field: { Type: FieldType.Relation } relation } => Of(relation.Name, "$inQuery", Members(relation)),
        ExistsFilter part => Of(part.Path, "$exists", true),
        RegexFilter part => new JsonObject { [part.Path.ToString()] = new JsonObject { ["$regex"] = part.Pattern, ["$options"] = part.Options } },
        ContainsAllFilter part => Of(part.Path, "$all", Items(part.Operands)),
        ContainedByFilter part => Of(part.Path, "$containedBy", Items(part.Operands)),
        InQueryFilter part => Of(part.Path, "$inQuery", Query(part.Subquery)),
        SelectFilter part => Of(part.Path, "$select", Select(part)),
        TextFilter part => Of(part.Path, "$text", new JsonObject
        {
            ["$search"] = new JsonObject { ["$term"] = ((StringValue)part.Term.Resolve(variables)).Text, ["$language"] = part.Language.Name is "simple" ? "none" : part.Language.Name },
        }),
        RelatedToFilter { OwnerId: null } part when ownerId is not null => Of("$relatedTo", "object", Value(new PointerValue(part.Owner.Name, ownerId)), "key", part.Relation.Name),
        GeoFilter geo => Geo(geo),
        _ => throw new ParseException(ErrorCode.CommandUnavailable, "The class has beforeFind or afterFind triggers, which cannot be told of one of the conditions."),
    };

    private static JsonObject Geo(GeoFilter filter) => filter switch
    {
        NearFilter { Sorts: false, MaxRadians: { } radius } near => Of(near.Path, "$geoWithin", new JsonObject
        {
            ["$centerSphere"] = new JsonArray(new JsonArray(near.Center.Longitude, near.Center.Latitude), radius),
        }),
        NearFilter near => new JsonObject
        {
            [near.Path.ToString()] = near.MaxRadians is { } radius
                ? new JsonObject { ["$nearSphere"] = Value(near.Center), ["$maxDistance"] = radius }
                : new JsonObject { ["$nearSphere"] = Value(near.Center) },
        },
        BoxFilter box => Of(box.Path, "$within", new JsonObject { ["$box"] = new JsonArray(Value(box.SouthWest), Value(box.NorthEast)) }),
        WithinPolygonFilter within => Of(within.Path, "$geoWithin", new JsonObject { ["$polygon"] = Array(within.Area.Points.Select(point => Value(point))) }),
        PolygonContainsFilter contains => Of(contains.Path, "$geoIntersects", new JsonObject { ["$point"] = Value(contains.Point) }),
        _ => throw new ParseException(ErrorCode.CommandUnavailable, "The class has beforeFind or afterFind triggers, which cannot be told of one of the conditions."),
    };

    /// <summary>Conditions that must all hold, in one object where their keys and operators differ.</summary>
    private static JsonObject All(IEnumerable<JsonObject> parts)
    {
        var all = new JsonObject();
        var others = new JsonArray();
        foreach (var part in parts)
        {
            if (part.All(member => Fits(all, member.Key, member.Value)))
            {
                foreach (var (key, value) in part.ToArray())
                    Merge(all, key, value);
            }
            else
            {
                others.Add(part);
            }
        }

        if (others.Count > 0)
            all["$and"] = all["$and"] is JsonArray ? throw new InvalidOperationException("An $and was merged.") : others;
        return all;
    }

    /// <summary><c>$and</c> is left to those that do not fit.</summary>
    private static bool Fits(JsonObject all, string key, JsonNode? value) => key != "$and"
        && (!all.TryGetPropertyValue(key, out var present)
            || (!key.StartsWith('$') && present is JsonObject known && value is JsonObject more && more.All(member => !known.ContainsKey(member.Key))));

    private static void Merge(JsonObject all, string key, JsonNode? value)
    {
        if (all[key] is not JsonObject known)
        {
            all[key] = value?.DeepClone();
            return;
        }

        foreach (var (name, operand) in value!.AsObject())
            known[name] = operand?.DeepClone();
    }

    /// <summary>Any member of a relation, for which REST has no other word.</summary>
    private static JsonObject Members(FieldDefinition relation) =>
        new() { ["className"] = relation.TargetClass, ["where"] = Of(Names.ObjectId, "$exists", true) };

    private JsonObject Query(ReadPlan plan) => new() { ["className"] = plan.Class.Name, ["where"] = Write(plan.Where) };

    private JsonObject Select(SelectFilter filter) => new() { ["query"] = Query(filter.Subquery), ["key"] = filter.Key.ToString() };

    private JsonArray Items(ImmutableArray<Operand> operands) => operands is [VariableOperand whole] && whole.Resolve(variables) is ArrayValue list
        ? Array(list.Items.Select(item => Value(item)))
        : Array(operands.Select(operand => Value(operand.Resolve(variables))));

    private static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    private static JsonObject Of(FieldPath path, string name, JsonNode? operand) => Of(path.ToString(), name, operand);

    private static JsonObject Of(string path, string name, JsonNode? operand) => new() { [path] = new JsonObject { [name] = operand } };

    private static JsonObject Of(string path, string name, JsonNode? operand, string other, string value) => new() { [path] = new JsonObject { [name] = operand, [other] = value } };

    private static JsonNode? Value(ParseValue value) => JsonNode.Parse(ParseJsonText.Wire(value));

    private static string Name(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "$eq",
        ComparisonOperator.NotEqual => "$ne",
        ComparisonOperator.LessThan => "$lt",
        ComparisonOperator.LessThanOrEqual => "$lte",
        ComparisonOperator.GreaterThan => "$gt",
        _ => "$gte",
    };
}
