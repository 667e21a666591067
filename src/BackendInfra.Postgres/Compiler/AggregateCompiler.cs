using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// An aggregation as one statement: each stage selects from the one before. A row is a document, <c>data</c>, under one key,
/// and its place in the order, <c>n</c>. Clients' names are keys of documents, hence parameters.
/// </summary>
internal sealed class AggregateCompiler(RowScope scope)
{
    private readonly Statement _statement = scope.Statement;

    /// <param name="matches">The objects that the first stage gets: FROM and WHERE.</param>
    public SqlText Compile(SqlText matches, ImmutableArray<AggregateStage> stages)
    {
        var system = SqlText.Of($"jsonb_build_object('objectId', {scope.ObjectId}, 'createdAt', {scope.Locate(FieldDefinition.CreatedAt).Json}, 'updatedAt', {scope.Locate(FieldDefinition.UpdatedAt).Json})");
        var sql = Documents(SqlText.Of($"{scope.Row}.data || {system}"), SqlText.Of($"0::bigint"), matches);
        foreach (var stage in stages)
        {
            var row = _statement.NextAlias('s');
            if (stage is DistinctStage distinct)
                return Distinct(distinct, sql, row);
            sql = Stage(stage, SqlText.Of($"({sql}) {row}"), row);
        }

        var last = _statement.NextAlias('s');
        return SqlText.Of($"SELECT ({last}.data->{Key})::text FROM ({sql}) {last} ORDER BY {last}.n");
    }

    private static Literal Key => Literal.Key(AggregateDocument.Class.Find(AggregateDocument.Key)!);

    private SqlText Stage(AggregateStage stage, SqlText source, Alias row) => stage switch
    {
        MatchStage match => SqlText.Of($"SELECT {row}.data, {row}.n FROM {source} WHERE {FilterCompiler.Compile(scope with { Class = AggregateDocument.Class, Row = row }, match.Where)}"),
        GroupStage group => Group(group, source, row),
        ProjectStage project => Documents(Object(row, project.Fields), SqlText.Of($"{row}.n"), source),
        OmitStage omit => Documents(SqlText.Of($"({row}.data->{Key}) - {_statement.Add([.. omit.Fields])}"), SqlText.Of($"{row}.n"), source),
        SortStage sort => SqlText.Of($"SELECT {row}.data, row_number() OVER (ORDER BY {SqlText.Join(", ", sort.Keys.Select(key => Direction(Value(row, key.Path), key.Descending)))}, {row}.n) AS n FROM {source}"),
        LimitStage limit => SqlText.Of($"SELECT {row}.data, {row}.n FROM {source} ORDER BY {row}.n LIMIT {Count(limit.Count)}"),
        SkipStage skip => SqlText.Of($"SELECT {row}.data, {row}.n FROM {source} ORDER BY {row}.n OFFSET {Count(skip.Count)}"),
        UnwindStage unwind => Unwind(unwind, source, row),
        _ => throw new InvalidOperationException($"No SQL is known for {stage.GetType().Name}."),
    };

    private static SqlText Documents(SqlText document, SqlText place, SqlText source) =>
        SqlText.Of($"SELECT jsonb_build_object({Key}, {document}) AS data, {place} AS n FROM {source}");

    private SqlText Group(GroupStage group, SqlText source, Alias row)
    {
        var groups = _statement.NextAlias('g');
        var fields = group.Fields.Select(field => SqlText.Of($", {Name(field.Name)}, {Accumulate(field, groups)}"));
        var document = SqlText.Of($"jsonb_build_object('objectId', {groups}.id{SqlText.Join("", fields)})");
        return SqlText.Of($"SELECT jsonb_build_object({Key}, {document}) AS data, row_number() OVER (ORDER BY {groups}.id) AS n FROM (SELECT coalesce({Value(row, group.Id)}, 'null') AS id, {row}.data FROM {source}) {groups} GROUP BY {groups}.id");
    }

    private SqlText Accumulate(Accumulator field, Alias groups)
    {
        var value = Value(groups, field.Value);
        return field.Kind switch
        {
            AccumulatorKind.Count => SqlText.Of($"count(*)"),
            AccumulatorKind.Sum => SqlText.Of($"coalesce(sum({Number(value)}), 0)"),
            AccumulatorKind.Average => SqlText.Of($"avg({Number(value)})"),
            AccumulatorKind.Minimum => SqlText.Of($"(array_agg({value} ORDER BY {value}) FILTER (WHERE {value} <> 'null'))[1]"),
            _ => SqlText.Of($"(array_agg({value} ORDER BY {value} DESC) FILTER (WHERE {value} <> 'null'))[1]"),
        };
    }

    private SqlText Unwind(UnwindStage unwind, SqlText source, Alias row)
    {
        var element = _statement.NextAlias('e');
        var value = Value(row, unwind.Path);
        return SqlText.Of($"SELECT jsonb_set({row}.data, {Path(unwind.Path)}, {element}.v) AS data, {row}.n FROM {source} CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof({value}) WHEN 'array' THEN {value} WHEN 'null' THEN '[]' ELSE jsonb_build_array({value}) END) {element}(v) WHERE {value} IS NOT NULL");
    }

    private SqlText Distinct(DistinctStage distinct, SqlText sql, Alias row)
    {
        var element = _statement.NextAlias('e');
        var value = Value(row, distinct.Path);
        return SqlText.Of($"SELECT d.v::text FROM (SELECT DISTINCT {element}.v FROM ({sql}) {row} CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof({value}) WHEN 'array' THEN {value} ELSE jsonb_build_array({value}) END) {element}(v) WHERE {value} <> 'null') d ORDER BY d.v");
    }

    private SqlText Value(Alias row, AggregateExpression expression) => expression switch
    {
        AggregatePath path => SqlText.Of($"({row}.data #> {Path(path)})"),
        ConstantExpression constant => _statement.Add(Operand.Of(constant.Value), OperandForm.WireJson),
        ObjectExpression of => Object(row, of.Members),
        DatePartExpression date => DatePartOf(row, date),
        _ => throw new InvalidOperationException($"No SQL is known for {expression.GetType().Name}."),
    };

    /// <summary>An object of the members that have a value.</summary>
    private SqlText Object(Alias row, ImmutableArray<(string Name, AggregateExpression Value)> members)
    {
        if (members.IsEmpty)
            return SqlText.Of($"'{{}}'::jsonb");
        var member = _statement.NextAlias('m');
        var values = SqlText.Join(", ", members.Select(m => SqlText.Of($"({Name(m.Name)}, {Value(row, m.Value)})")));
        return SqlText.Of($"(SELECT coalesce(jsonb_object_agg({member}.k, {member}.v) FILTER (WHERE {member}.v IS NOT NULL), '{{}}') FROM (VALUES {values}) {member}(k, v))");
    }

    private SqlText DatePartOf(Alias row, DatePartExpression date)
    {
        var value = SqlText.Of($"({row}.data #>> {Path(date.Path)})");
        var part = date.Part switch
        {
            DatePart.Year => SqlText.Of($"year"),
            DatePart.Month => SqlText.Of($"month"),
            DatePart.DayOfMonth => SqlText.Of($"day"),
            DatePart.DayOfYear => SqlText.Of($"doy"),
            DatePart.DayOfWeek => SqlText.Of($"dow"),
            DatePart.Hour => SqlText.Of($"hour"),
            DatePart.Minute => SqlText.Of($"minute"),
            _ => SqlText.Of($"second"),
        };

        // MongoDB counts the days of a week from 1, and seconds without their fraction.
        var first = date.Part == DatePart.DayOfWeek ? 1 : 0;
        return SqlText.Of($"to_jsonb(CASE WHEN {value} ~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{{3}}Z$' THEN floor(extract({part} FROM {value}::timestamptz AT TIME ZONE 'UTC'))::int + {first} END)");
    }

    private static SqlText Number(SqlText value) => SqlText.Of($"CASE WHEN jsonb_typeof({value}) = 'number' THEN ({value} #>> '{{}}')::float8 END");

    private static SqlText Direction(SqlText value, bool descending) => descending ? SqlText.Of($"{value} DESC NULLS LAST") : SqlText.Of($"{value} ASC NULLS FIRST");

    private SqlText Name(string name) => SqlText.Of($"{_statement.Add(name)}::text");

    private SqlText Path(AggregatePath path) => _statement.Add([AggregateDocument.Key, .. path.Keys]);

    private SqlText Count(int count) => _statement.Add(new ValueParameter(NpgsqlDbType.Bigint, (long)count));
}
