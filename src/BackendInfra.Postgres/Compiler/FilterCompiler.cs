using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Filters as SQL conditions that are true exactly where the filter matches; elsewhere false or NULL. See notes.md.</summary>
internal static class FilterCompiler
{
    private static readonly SqlText True = SqlText.Of($"true");
    private static readonly SqlText False = SqlText.Of($"false");

    public static SqlText Compile(RowScope scope, Filter filter) => filter switch
    {
        AndFilter and => Combine(scope, and.Parts, " AND ", True),
        OrFilter or => Combine(scope, or.Parts, " OR ", False),
        NotFilter not => SqlText.Of($"({Compile(scope, not.Part)}) IS NOT TRUE"),
        ComparisonFilter comparison => Comparison(scope, comparison),
        InFilter list => In(scope, list),
        ExistsFilter exists => Exists(scope, exists.Path),
        RegexFilter regex => Regex(scope, regex),
        ContainsAllFilter all => ContainsAll(scope, all),
        ContainedByFilter contained => ContainedBy(scope, contained),
        TextFilter text => TextCompiler.Compile(scope, text),
        CallerFilter own => CallerCompiler.Compile(scope, own),
        GeoFilter geo => GeoCompiler.Compile(scope, geo),
        InQueryFilter query => SubqueryCompiler.InQuery(scope, query),
        MemberCountFilter count => Compare(SubqueryCompiler.CountOf(scope, count), count.Operator, scope.Statement.Add(count.Operand, OperandForm.Number)),
        SelectFilter select => SubqueryCompiler.Select(scope, select),
        RelatedToFilter related => SubqueryCompiler.RelatedTo(scope, related),
        _ => throw new InvalidOperationException($"No SQL is known for {filter.GetType().Name}."),
    };

    private static SqlText Combine(RowScope scope, ImmutableArray<Filter> parts, string separator, SqlText empty) => parts.Length switch
    {
        0 => empty,
        1 => Compile(scope, parts[0]),
        _ => SqlText.Of($"({SqlText.Join(separator, parts.Select(part => Compile(scope, part)))})"),
    };

    private static SqlText Comparison(RowScope scope, ComparisonFilter filter)
    {
        var (path, op, operand) = (filter.Path, filter.Operator, filter.Operand);
        if (operand.Kind == OperandKind.Null)
        {
            return op switch
            {
                ComparisonOperator.Equal => SqlText.Of($"({Exists(scope, path)}) IS NOT TRUE"),
                ComparisonOperator.NotEqual => Exists(scope, path),
                _ => False,
            };
        }

        if (path.Field is not { } field)
            return op == ComparisonOperator.NotEqual ? True : False;
        if (path.IsNested)
            return NestedComparison(scope.Statement, NestedValue(scope, path), op, operand);
        if (field.Type == FieldType.Array)
            return ArrayComparison(scope.Statement, scope.Locate(field).Json, op, operand);
        if (field.Type == FieldType.Relation)
            return Negate(op, SubqueryCompiler.HasMember(scope, field, operand));
        if (field.Type == FieldType.Pointer && operand is ConstantOperand { Value: PointerValue pointer } && pointer.ClassName != field.TargetClass)
            return op == ComparisonOperator.NotEqual ? True : False;

        var (value, form) = Comparable(scope, field);
        var isEquality = op is ComparisonOperator.Equal or ComparisonOperator.NotEqual;
        return isEquality || ValueComparison.IsOrdered(field.Type) ? Compare(value, op, scope.Statement.Add(operand, form)) : False;
    }

    /// <summary>A field's own value and the form in which operands must come to be compared with it.</summary>
    /// <exception cref="ParseException">102 for the ACL, which is no value.</exception>
    public static (SqlText Value, OperandForm Form) Comparable(RowScope scope, FieldDefinition field)
    {
        var place = scope.Locate(field);
        return field.Type switch
        {
            FieldType.Acl => throw Refusals.InvalidQuery("Cannot query on ACL."),
            FieldType.Date when field.IsSystem => (place.Text, OperandForm.Timestamp),
            FieldType.Number => (place.Number, OperandForm.Number),
            FieldType.Boolean => (place.Boolean, OperandForm.Boolean),
            FieldType.File => (SqlText.Of($"({place.Json})->>'name'"), OperandForm.Text),
            FieldType.Object or FieldType.GeoPoint or FieldType.Polygon => (place.Json, OperandForm.StoredJson),
            _ => (place.Text, OperandForm.Text),
        };
    }

    public static SqlText Compare(SqlText value, ComparisonOperator op, SqlText operand) => op switch
    {
        ComparisonOperator.Equal => SqlText.Of($"{value} = {operand}"),
        ComparisonOperator.NotEqual => SqlText.Of($"{value} IS DISTINCT FROM {operand}"),
        ComparisonOperator.LessThan => SqlText.Of($"{value} < {operand}"),
        ComparisonOperator.LessThanOrEqual => SqlText.Of($"{value} <= {operand}"),
        ComparisonOperator.GreaterThan => SqlText.Of($"{value} > {operand}"),
        _ => SqlText.Of($"{value} >= {operand}"),
    };

    private static SqlText Negate(ComparisonOperator op, SqlText equality) => op switch
    {
        ComparisonOperator.Equal => equality,
        ComparisonOperator.NotEqual => SqlText.Of($"({equality}) IS NOT TRUE"),
        _ => False,
    };

    /// <summary>The JSON at a path inside a field; NULL when there is none.</summary>
    private static SqlText NestedValue(RowScope scope, FieldPath path) =>
        SqlText.Of($"({scope.Row}.data #> {scope.Statement.Add([path.Name, .. path.Keys])})");

    /// <summary>The text at a path inside a field; NULL when something else is there.</summary>
    public static SqlText NestedText(RowScope scope, FieldPath path) => Typed(NestedValue(scope, path), OperandKind.String)!.Value.Value;

    private static SqlText NestedComparison(Statement statement, SqlText value, ComparisonOperator op, Operand operand)
    {
        if (op is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            return Compare(value, op, statement.Add(operand, OperandForm.WireJson));
        return Typed(value, operand.Kind) is var (typed, form) ? Compare(typed, op, statement.Add(operand, form)) : False;
    }

    /// <summary>A JSON value as the SQL type of an operand, NULL when it has another type; null when the kind has no order.</summary>
    private static (SqlText Value, OperandForm Form)? Typed(SqlText value, OperandKind kind) => kind switch
    {
        OperandKind.Number => (SqlText.Of($"CASE WHEN jsonb_typeof({value}) = 'number' THEN ({value} #>> '{{}}')::float8 END"), OperandForm.Number),
        OperandKind.String => (SqlText.Of($"CASE WHEN jsonb_typeof({value}) = 'string' THEN {value} #>> '{{}}' END"), OperandForm.Text),
        OperandKind.Date => (SqlText.Of($"CASE WHEN {value} ->> '__type' = 'Date' THEN {value} ->> 'iso' END"), OperandForm.Text),
        _ => null,
    };

    private static SqlText ArrayComparison(Statement statement, SqlText array, ComparisonOperator op, Operand operand)
    {
        if (op is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            return Negate(op, operand is ConstantOperand { Value: ArrayValue }
                ? SqlText.Of($"{array} = {statement.Add(operand, OperandForm.WireJson)}")
                : Contains(statement, array, operand));
        }

        var element = statement.NextAlias('e');
        return Typed(SqlText.Of($"{element}.v"), operand.Kind) is var (typed, form)
            ? SqlText.Of($"EXISTS (SELECT 1 FROM jsonb_array_elements({array}) {element}(v) WHERE {Compare(typed, op, statement.Add(operand, form))})")
            : False;
    }

    /// <summary>
    /// Whether an array holds a value. Containment (<c>@&gt;</c>) can use an
    /// index and is exact for scalars and for Parse's typed objects, but matches free objects by part, so those are compared whole.
    /// </summary>
    private static SqlText Contains(Statement statement, SqlText array, Operand operand)
    {
        var value = statement.Add(operand, OperandForm.WireJson);
        if (operand.Kind != OperandKind.Json)
            return SqlText.Of($"{array} @> jsonb_build_array({value})");
        var element = statement.NextAlias('e');
        return SqlText.Of($"EXISTS (SELECT 1 FROM jsonb_array_elements({array}) {element}(v) WHERE {element}.v = {value})");
    }

    private static SqlText In(RowScope scope, InFilter filter)
    {
        var (path, statement) = (filter.Path, scope.Statement);
        var matchesUnset = filter.Operands.Any(operand => operand.Kind == OperandKind.Null);
        var operands = filter.Operands.RemoveAll(operand => operand.Kind == OperandKind.Null
            || (path.Field?.Type == FieldType.Pointer && operand is ConstantOperand { Value: PointerValue pointer } && pointer.ClassName != path.Field.TargetClass));

        SqlText match;
        if (operands.IsEmpty || path.Field is not { } field)
            match = False;
        else if (field.Type == FieldType.Relation && !path.IsNested)
            match = SubqueryCompiler.HasMember(scope, field, operands);
        else if (field.Type == FieldType.Array && !path.IsNested)
            match = AnyElement(statement, scope.Locate(field).Json, statement.AddList(operands, OperandForm.WireJson));
        else if (path.IsNested)
            match = SqlText.Of($"{NestedValue(scope, path)} = ANY({statement.AddList(operands, OperandForm.WireJson)})");
        else
        {
            var (value, form) = Comparable(scope, field);
            match = SqlText.Of($"{value} = ANY({statement.AddList(operands, form)})");
        }

        return matchesUnset ? SqlText.Of($"(({Exists(scope, path)}) IS NOT TRUE OR {match})") : match;
    }

    private static SqlText AnyElement(Statement statement, SqlText array, SqlText list)
    {
        var element = statement.NextAlias('e');
        return SqlText.Of($"EXISTS (SELECT 1 FROM jsonb_array_elements({array}) {element}(v) WHERE {element}.v = ANY({list}))");
    }

    private static SqlText Exists(RowScope scope, FieldPath path) =>
        path.Field is not { } field ? False
        : path.IsNested ? SqlText.Of($"{NestedValue(scope, path)} #>> '{{}}' IS NOT NULL")
        : field.Type == FieldType.Relation ? SubqueryCompiler.HasMembers(scope, field)
        : scope.Locate(field).IsSet;

    private static SqlText Regex(RowScope scope, RegexFilter filter)
    {
        if (filter.Path.Field is not { } field)
            return False;

        var pattern = scope.Statement.Add(RegexPattern.ToPostgres(filter.Pattern, filter.Options));
        if (filter.Path.IsNested)
            return SqlText.Of($"{NestedText(scope, filter.Path)} ~ {pattern}");
        if (field.Type == FieldType.Array)
        {
            var element = scope.Statement.NextAlias('e');
            var text = Typed(SqlText.Of($"{element}.v"), OperandKind.String)!.Value.Value;
            return SqlText.Of($"EXISTS (SELECT 1 FROM jsonb_array_elements({scope.Locate(field).Json}) {element}(v) WHERE {text} ~ {pattern})");
        }

        return field.Type is FieldType.String or FieldType.File ? SqlText.Of($"{Comparable(scope, field).Value} ~ {pattern}") : False;
    }

    private static SqlText ContainsAll(RowScope scope, ContainsAllFilter filter)
    {
        if (filter.Operands.IsEmpty || Array(scope, filter.Path) is not { } array)
            return False;
        return SqlText.Of($"({SqlText.Join(" AND ", filter.Operands.Select(operand => Contains(scope.Statement, array, operand)))})");
    }

    private static SqlText ContainedBy(RowScope scope, ContainedByFilter filter)
    {
        if (Array(scope, filter.Path) is not { } array)
            return False;
        var element = scope.Statement.NextAlias('e');
        var list = scope.Statement.AddList(filter.Operands, OperandForm.WireJson, keepsNulls: true);
        return SqlText.Of($"({array} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements({array}) {element}(v) WHERE ({element}.v = ANY({list})) IS NOT TRUE))");
    }

    /// <summary>The array at a path, NULL where there is none; null when there never can be one.</summary>
    private static SqlText? Array(RowScope scope, FieldPath path)
    {
        if (path.Field is null)
            return null;
        if (!path.IsNested)
            return path.Field.Type == FieldType.Array ? scope.Locate(path.Field).Json : null;
        var value = NestedValue(scope, path);
        return SqlText.Of($"CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} END");
    }
}
