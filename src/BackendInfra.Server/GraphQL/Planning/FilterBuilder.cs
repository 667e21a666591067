using System.Collections.Immutable;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Makes filters of where inputs (reference §7).</summary>
/// <param name="limits">What the caller may ask for; null for the master key.</param>
internal sealed class FilterBuilder(AppSchema schema, InputScope scope, RequestLimits? limits)
{
    private readonly int _maxItems = limits?.ListOperands ?? int.MaxValue;
    private int _depth;

    /// <exception cref="ParseException">102 what cannot be asked, 103 unknown class in a sub-query.</exception>
    public Filter Build(ClassTypes types, InputValue? where)
    {
        if (scope.SettleOrNull(where) is not { } input)
            return Filter.All;
        if (++_depth > (limits?.WhereDepth ?? int.MaxValue))
            throw Refusals.InvalidQuery($"A where may be nested at most {limits!.WhereDepth} levels deep.");
        var parts = scope.Members(input).Select(member => Member(types, member.Name, member.Value)).OfType<Filter>().ToImmutableArray();
        _depth--;
        return Filter.And(parts);
    }

    private Filter? Member(ClassTypes types, string name, InputValue value)
    {
        if (scope.IsNull(value))
            return null;
        switch (name)
        {
            case "OR":
                return new OrFilter(Alternatives(types, value));
            case "AND":
                return new AndFilter(Alternatives(types, value));
            case "NOR":
                return Filter.Not(new OrFilter(Alternatives(types, value)));
            case "id":
                return Scalar(FieldPath.Of(FieldDefinition.ObjectId), value, Reader(OperandKind.String, id => DecodeId(types.Class, id)));
            case Names.Acl:
                throw Refusals.InvalidQuery("Cannot query on ACL.");
        }

        var field = types.Class.Find(name)!;
        var path = FieldPath.Of(field);
        return field.Type switch
        {
            FieldType.Pointer or FieldType.Relation => Related(path, value),
            FieldType.Object => new ObjectFilterBuilder(this, types.Class, field, scope, Reader(null)).Build(value),
            FieldType.String => Scalar(path, value, Reader(OperandKind.String)),
            FieldType.Number => Scalar(path, value, Reader(OperandKind.Number)),
            FieldType.Boolean => Scalar(path, value, Reader(OperandKind.Boolean)),
            FieldType.Date => Scalar(path, value, Reader(OperandKind.Date)),
            FieldType.Bytes or FieldType.File => Scalar(path, value, Reader(OperandKind.Json)),
            _ => Scalar(path, value, Reader(null)),
        };
    }

    private ImmutableArray<Filter> Alternatives(ClassTypes types, InputValue list) =>
        [.. scope.Items(list).Select(item => Build(types, item))];

    /// <summary>Greatest length of a list.</summary>
    public int MaxItems => _maxItems;

    public OperandReader Reader(OperandKind? kind, Func<ParseValue, ParseValue>? convert = null) =>
        new(scope, _maxItems, kind, convert ?? (value => value));

    private static StringValue DecodeId(ClassSchema schema, ParseValue id) =>
        new(GlobalId.ObjectIdOf(schema.Name, ((StringValue)id).Text));

    public Filter Scalar(FieldPath path, InputValue input, OperandReader reader) =>
        Filter.And([.. scope.Members(input).Select(member => Operator(path, member.Name, member.Value, input, reader)).OfType<Filter>()]);

    private Filter? Operator(FieldPath path, string name, InputValue value, InputValue input, OperandReader reader)
    {
        if (Comparison(name) is { } comparison)
            return Compare(path, comparison, reader.One(value));
        if (scope.IsNull(value))
            return null;
        return name switch
        {
            "in" => new InFilter(path, reader.Many(value)),
            "notIn" => Filter.Not(new InFilter(path, reader.Many(value))),
            "exists" => Exists(path, value),
            "contains" => new ContainsAllFilter(path, reader.Many(value)),
            "containedBy" => new ContainedByFilter(path, reader.Many(value)),
            "matchesRegex" => new RegexFilter(path, scope.Text(value)!, RegexOptions(scope.Text(scope.Member(input, "options")))),
            "inQueryKey" => Select(path, value),
            "notInQueryKey" => Filter.Not(Select(path, value)),
            "text" => Text(path, scope.Member(value, "search"), reader),
            _ => new GeoFilterBuilder(scope, _maxItems).Build(path, name, value, input),
        };
    }

    public static ComparisonOperator? Comparison(string name) => name switch
    {
        "equalTo" => ComparisonOperator.Equal,
        "notEqualTo" => ComparisonOperator.NotEqual,
        "lessThan" => ComparisonOperator.LessThan,
        "lessThanOrEqualTo" => ComparisonOperator.LessThanOrEqual,
        "greaterThan" => ComparisonOperator.GreaterThan,
        "greaterThanOrEqualTo" => ComparisonOperator.GreaterThanOrEqual,
        _ => null,
    };

    public static Filter Compare(FieldPath path, ComparisonOperator comparison, Operand operand) =>
        operand.Kind == OperandKind.Null && comparison is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            ? Filter.None
            : new ComparisonFilter(path, comparison, operand);

    public Filter Exists(FieldPath path, InputValue value) =>
        scope.Flag(value)!.Value ? new ExistsFilter(path) : Filter.Not(new ExistsFilter(path));

    private TextFilter Text(FieldPath path, InputValue? search, OperandReader reader)
    {
        TextLanguage.CheckSensitivity(scope.Flag(scope.Member(search, "caseSensitive")), scope.Flag(scope.Member(search, "diacriticSensitive")));
        return new TextFilter(path, reader.One(scope.Member(search, "term")!), TextLanguage.Parse(scope.Text(scope.Member(search, "language"))));
    }

    private static string RegexOptions(string? options) =>
        options is null ? ""
        : options.All(c => "imsxu".Contains(c, StringComparison.Ordinal)) ? options
        : throw Refusals.InvalidQuery($"Bad options of matchesRegex: {Excerpt.Of(options)}. Use i, m, s and x.");

    /// <summary><c>have</c>, <c>haveNot</c>, <c>every</c>, <c>count</c> and <c>exists</c> of pointers and relations.</summary>
    private Filter Related(FieldPath path, InputValue input)
    {
        var target = schema.Classes[path.Field!.TargetClass!];
        return Filter.And([.. scope.Members(input).Where(member => !scope.IsNull(member.Value)).Select(member => member.Name switch
        {
            "have" => new InQueryFilter(path, Subquery(target, member.Value)),
            "every" => Filter.Not(new InQueryFilter(path, new ReadPlan(target.Class) { Where = Filter.Not(Build(target, member.Value)) })),
            "count" => new CountFilterBuilder(this, scope).Build(path, target, member.Value),
            "haveNot" => Filter.Not(new InQueryFilter(path, Subquery(target, member.Value))),
            _ => Exists(path, member.Value),
        })]);
    }

    private ReadPlan Subquery(ClassTypes target, InputValue? where) => new(target.Class) { Where = Build(target, where) };

    /// <summary><c>inQueryKey</c>: the query's class and condition come as data, so they are read as if they were a variable of that class's input.</summary>
    /// <exception cref="ParseException">102 a condition that does not fit the class, 119 a class that does not exist.</exception>
    public Filter Select(FieldPath path, InputValue input)
    {
        var query = scope.Member(input, "query");
        var className = scope.Text(scope.Member(query, "className"))!;
        var target = schema.Classes.GetValueOrDefault(className) ?? throw Refusals.NonExistentClass(Excerpt.Of(className));
        var where = scope.Scalar(scope.Member(query, "where"));
        var key = FieldPath.Parse(target.Class, scope.Text(scope.Member(input, "key"))!);
        try
        {
            using var json = ParseJson.ParseDocument(Encoding.UTF8.GetBytes(ParseJsonText.Wire(where ?? ObjectValue.Empty)));
            return new SelectFilter(path, Subquery(target, InputReader.FromJson(target.Where, json.RootElement, "where")), key);
        }
        catch (InputException exception)
        {
            throw Refusals.InvalidQuery(exception.Message);
        }
    }
}
