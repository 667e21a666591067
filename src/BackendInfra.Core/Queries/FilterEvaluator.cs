using System.Collections.Immutable;
using System.Text.RegularExpressions;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>
/// A filter that is evaluated in memory, object by object, with the meaning that it has in SQL; a property test compares the two.
/// </summary>
/// <remarks>
/// What needs other rows than the object's own cannot be evaluated: sub-queries, <c>$select</c>, <c>$relatedTo</c> and
/// conditions on Relation fields. So cannot regular expressions with look-around or back references, which have no bounded
/// run time. All of that is refused when the evaluator is made, never later.
/// </remarks>
public sealed class FilterEvaluator
{
    private static readonly Predicate<ObjectState> Always = _ => true;
    private static readonly Predicate<ObjectState> Never = _ => false;

    private readonly IReadOnlyDictionary<string, object?> _variables;
    private readonly string? _callerId;
    private readonly Predicate<ObjectState> _matches;

    /// <param name="variables">For operands that are variables of a plan.</param>
    /// <param name="callerId">The user for whom the access gate's own conditions are evaluated; null for none.</param>
    /// <exception cref="ParseException">102 for a filter that cannot be evaluated in memory.</exception>
    public FilterEvaluator(Filter filter, IReadOnlyDictionary<string, object?>? variables = null, string? callerId = null)
    {
        _variables = variables ?? ImmutableDictionary<string, object?>.Empty;
        _callerId = callerId;
        _matches = Compile(filter);
    }

    public bool Matches(ObjectState state) => _matches(state);

    private Predicate<ObjectState> Compile(Filter filter) => filter switch
    {
        AndFilter and => All(and.Parts),
        OrFilter or => Any(or.Parts),
        NotFilter not => Not(Compile(not.Part)),
        ComparisonFilter comparison => Comparison(comparison),
        InFilter list => In(list),
        ExistsFilter exists => Exists(exists.Path),
        RegexFilter regex => Regex(regex),
        ContainsAllFilter all => ContainsAll(all),
        ContainedByFilter contained => ContainedBy(contained),
        GeoFilter geo => Geo(geo),
        CallerFilter own => Own(own),
        TextFilter => throw NotHere("$text"),
        InQueryFilter => throw NotHere("a sub-query"),
        MemberCountFilter => throw NotHere("a count of members"),
        SelectFilter => throw NotHere("$select"),
        RelatedToFilter => throw NotHere("$relatedTo"),
        _ => throw new InvalidOperationException($"No evaluation is known for {filter.GetType().Name}."),
    };

    private Predicate<ObjectState> All(ImmutableArray<Filter> filters)
    {
        var parts = filters.Select(Compile).ToArray();
        return state => Array.TrueForAll(parts, part => part(state));
    }

    private Predicate<ObjectState> Any(ImmutableArray<Filter> filters)
    {
        var parts = filters.Select(Compile).ToArray();
        return state => Array.Exists(parts, part => part(state));
    }

    private static Predicate<ObjectState> Not(Predicate<ObjectState> part) => state => !part(state);

    private Predicate<ObjectState> Own(CallerFilter filter)
    {
        if (_callerId is not { } id)
            return Never;
        var caller = new PointerValue(UserClass.Name, id);
        return state => filter.Fields.Any(field => state.Find(field) switch
        {
            PointerValue pointer => pointer == caller,
            ArrayValue array => array.Items.Contains(caller),
            StringValue objectId => field.Name == Names.ObjectId && objectId.Text == id,
            _ => false,
        });
    }

    private Predicate<ObjectState> Comparison(ComparisonFilter filter)
    {
        var (path, op, operand) = (filter.Path, filter.Operator, filter.Operand.Resolve(_variables));
        if (operand is NullValue)
        {
            return op switch
            {
                ComparisonOperator.Equal => Not(Exists(path)),
                ComparisonOperator.NotEqual => Exists(path),
                _ => Never,
            };
        }

        if (path.Field is not { } field)
            return op == ComparisonOperator.NotEqual ? Always : Never;
        RequireOwnValue(path);
        return op switch
        {
            ComparisonOperator.Equal => Equal(path, field, operand),
            ComparisonOperator.NotEqual => Not(Equal(path, field, operand)),
            _ => Ordered(path, field, op, operand),
        };
    }

    private static Predicate<ObjectState> Equal(FieldPath path, FieldDefinition field, ParseValue operand) =>
        path.IsNested ? state => operand.Equals(state.Find(path))
        : field.Type != FieldType.Array ? state => state.Find(field) is { } own && ValueComparison.OwnEquals(own, operand)
        : operand is ArrayValue ? state => operand.Equals(state.Find(field))
        : state => state.Find(field) is ArrayValue array && array.Items.Contains(operand);

    private static Predicate<ObjectState> Ordered(FieldPath path, FieldDefinition field, ComparisonOperator op, ParseValue operand)
    {
        bool Holds(ParseValue? value) => value is not null && ValueComparison.Holds(op, ValueComparison.Order(value, operand));
        return path.IsNested || field.Type != FieldType.Array
            ? state => Holds(state.Find(path))
            : state => state.Find(field) is ArrayValue array && array.Items.Any(Holds);
    }

    private Predicate<ObjectState> In(InFilter filter)
    {
        var path = filter.Path;
        var operands = Resolve(filter.Operands);
        var matches = path.Field is { } field ? AmongOf(path, field, [.. operands.Where(operand => operand is not NullValue)]) : Never;
        if (!operands.Any(operand => operand is NullValue))
            return matches;

        var exists = Exists(path);
        return state => !exists(state) || matches(state);
    }

    private static Predicate<ObjectState> AmongOf(FieldPath path, FieldDefinition field, HashSet<ParseValue> operands)
    {
        RequireOwnValue(path);
        if (path.IsNested)
            return state => state.Find(path) is { } value && operands.Contains(value);
        if (field.Type == FieldType.Array)
            return state => state.Find(field) is ArrayValue array && array.Items.Any(operands.Contains);
        return state => state.Find(field) is { } own && (operands.Contains(own) || operands.Any(operand => ValueComparison.OwnEquals(own, operand)));
    }

    private static Predicate<ObjectState> Exists(FieldPath path)
    {
        if (path.Field is null)
            return Never;
        if (path.Field.Type == FieldType.Acl)
            return state => state.Acl is not null;
        RequireOwnValue(path);
        return state => state.Find(path) is not (null or NullValue);
    }

    private static Predicate<ObjectState> Regex(RegexFilter filter)
    {
        if (filter.Path.Field is not { } field)
            return Never;

        var regex = MemoryRegex.Compile(filter.Pattern, filter.Options);
        bool Holds(ParseValue? value) => value is StringValue text && regex.IsMatch(text.Text);
        var path = filter.Path;
        if (path.IsNested)
            return state => Holds(state.Find(path));
        return field.Type switch
        {
            FieldType.Array => state => state.Find(field) is ArrayValue array && array.Items.Any(Holds),
            FieldType.String => state => Holds(state.Find(field)),
            FieldType.File => state => state.Find(field) is FileValue file && regex.IsMatch(file.Name),
            _ => Never,
        };
    }

    private static Predicate<ObjectState> Geo(GeoFilter filter) => filter.Path.Field is not { } field || filter.Path.IsNested ? Never : filter switch
    {
        NearFilter near => state => state.Find(field) is GeoPointValue point && !(Geography.Radians(point, near.Center) > near.MaxRadians),
        BoxFilter box => state => state.Find(field) is GeoPointValue point && Geography.IsIn(box, point),
        WithinPolygonFilter within => state => state.Find(field) is GeoPointValue point && Geography.IsIn(within.Area, point),
        PolygonContainsFilter contains => state => state.Find(field) is PolygonValue polygon && Geography.IsIn(polygon, contains.Point),
        _ => throw new InvalidOperationException($"No evaluation is known for {filter.GetType().Name}."),
    };

    private Predicate<ObjectState> ContainsAll(ContainsAllFilter filter)
    {
        var (path, operands) = (filter.Path, Resolve(filter.Operands));
        return operands.IsEmpty ? Never : state => state.Find(path) is ArrayValue array && operands.All(array.Items.Contains);
    }

    private Predicate<ObjectState> ContainedBy(ContainedByFilter filter)
    {
        var (path, operands) = (filter.Path, Resolve(filter.Operands).ToHashSet());
        return state => state.Find(path) is ArrayValue array && array.Items.All(operands.Contains);
    }

    /// <summary>The operands' values; a variable may hold the whole list.</summary>
    private ImmutableArray<ParseValue> Resolve(ImmutableArray<Operand> operands) =>
        [.. operands.SelectMany(operand => operand.Resolve(_variables) switch
        {
            ArrayValue list when operand is not ConstantOperand => list.Items,
            var single => [single],
        })];

    private static void RequireOwnValue(FieldPath path)
    {
        if (path.Field!.Type == FieldType.Relation)
            throw NotHere($"a condition on the relation {path.Name}");
        if (path.Field.Type == FieldType.Acl)
            throw Refusals.InvalidQuery("Cannot query on ACL.");
    }

    private static ParseException NotHere(string what) =>
        Refusals.InvalidQuery($"A live query cannot have {what}, which needs other objects than the one that changed.");
}
