using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Makes orders of the arguments <c>order</c> and <c>orderBy</c>.</summary>
/// <param name="limits">What the caller may ask for; null for the master key.</param>
internal sealed class OrderPlanner(AppSchema schema, InputScope scope, RequestLimits? limits)
{
    /// <param name="where">The condition, whose search a score is about.</param>
    /// <exception cref="ParseException">102 what is no order.</exception>
    public ImmutableArray<SortKey> Plan(ClassTypes types, IReadOnlyDictionary<string, InputValue> arguments, Filter where)
    {
        var named = scope.Items(arguments.GetValueOrDefault("order")).Select(item => Named(types.Class, scope.Text(item)!)).ToImmutableArray();
        var items = scope.Items(arguments.GetValueOrDefault("orderBy")).ToArray();
        if (items.Length == 0)
            return named.IsEmpty ? SortKey.Implied(where) : named;
        if (!named.IsEmpty)
            throw Refusals.InvalidQuery("Give order or orderBy, not both.");
        return items.Length <= (limits?.OrderKeys ?? int.MaxValue)
            ? [.. items.Select(item => Key(types, item, [], where))]
            : throw Refusals.InvalidQuery($"orderBy may have at most {limits!.OrderKeys} elements.");
    }

    /// <summary>The argument <c>distinctOn</c>.</summary>
    /// <exception cref="ParseException">102 too many fields.</exception>
    public ImmutableArray<FieldPath> Distinct(ClassTypes types, IReadOnlyDictionary<string, InputValue> arguments)
    {
        var items = scope.Items(arguments.GetValueOrDefault("distinctOn")).ToArray();
        return items.Length <= (limits?.OrderKeys ?? int.MaxValue)
            ? [.. items.Select(item => FieldPath.Of(types.Class.Find(scope.Text(item)!)!)).Distinct()]
            : throw Refusals.InvalidQuery($"distinctOn may have at most {limits!.OrderKeys} elements.");
    }

    /// <summary>A value of a class's order enum: a field and a direction.</summary>
    private static SortKey Named(ClassSchema schema, string value)
    {
        var separator = value.LastIndexOf('_');
        return new SortKey(FieldPath.Of(Find(schema, value[..separator])), Descending: value.AsSpan(separator).SequenceEqual("_DESC"));
    }

    private SortKey Key(ClassTypes types, InputValue item, ImmutableArray<SortStep> via, Filter where)
    {
        if (scope.Members(item).Where(member => !scope.IsNull(member.Value)).ToArray() is not [var (name, value)])
            throw Refusals.InvalidQuery("Each element of orderBy names exactly one thing to order by.");
        if (via.Length > (limits?.IncludeDepth ?? int.MaxValue))
            throw Refusals.InvalidQuery($"orderBy may follow at most {limits!.IncludeDepth} pointers.");
        if (name == OrderTypes.Score)
        {
            var search = via.IsEmpty ? TextFilter.Of(where) : null;
            return new SortKey((search ?? throw Refusals.InvalidQuery($"{OrderTypes.Score} needs a text search in the where of the same objects.")).Path, IsDescending(value)) { ScoreOf = search };
        }

        var field = Find(types.Class, name);
        var path = FieldPath.Of(field);
        switch (field.Type)
        {
            case FieldType.Pointer when schema.Classes.TryGetValue(field.TargetClass!, out var target):
                return Key(target, value, via.Add(new SortStep(field, target.Class)), where);
            case FieldType.Relation:
                var members = via.Add(new SortStep(field, schema.Classes[field.TargetClass!].Class));
                return new SortKey(FieldPath.Of(FieldDefinition.ObjectId), IsDescending(scope.Member(value, "count"))) { Via = members };
            case FieldType.GeoPoint:
                var from = PlaceOperand.Of(scope.Member(value, "distanceFrom")!, scope);
                return new SortKey(path, IsDescending(scope.Member(value, "direction"))) { Via = via, DistanceFrom = from };
            case FieldType.Object:
                path = FieldPath.Parse(types.Class, $"{field.Name}.{scope.Text(scope.Member(value, "path"))}");
                return new SortKey(path, IsDescending(scope.Member(value, "direction"))) { Via = via };
            default:
                return new SortKey(path, IsDescending(value)) { Via = via };
        }
    }

    private bool IsDescending(InputValue? direction) => scope.Text(direction) == "DESC";

    private static FieldDefinition Find(ClassSchema schema, string name) => name == "id" ? FieldDefinition.ObjectId : schema.Find(name)!;
}
