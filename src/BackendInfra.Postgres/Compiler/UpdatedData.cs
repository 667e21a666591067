using System.Collections.Immutable;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>The new <c>data</c> of an update as one expression over the old: <c>(data - $deleted) || $set || computed</c>.</summary>
internal static class UpdatedData
{
    /// <summary>Empty when no change concerns <c>data</c>.</summary>
    public static SqlText Compile(Statement statement, ClassSchema schema, ImmutableArray<FieldChange> changes)
    {
        string[] deleted = [.. changes.Where(change => change is { IsNested: false, Operation: DeleteOperation }).Select(change => change.Field)];
        FieldChange[] set = [.. changes.Where(change => change is { IsNested: false, Operation: SetOperation { Value: not RelationValue } })];
        SqlText[] computed = [.. changes
            .Where(change => !change.IsNested)
            .Select(change => (change.Field, Expression: Computed(statement, schema, change)))
            .Where(pair => !pair.Expression.IsEmpty)
            .Select(pair => SqlText.Of($"{Literal.Key(schema.Find(pair.Field)!)}, {pair.Expression}"))];
        var nested = changes.Where(change => change.IsNested).GroupBy(change => change.Field).ToArray();
        if (deleted.Length == 0 && set.Length == 0 && computed.Length == 0 && nested.Length == 0)
            return SqlText.Empty;

        var data = deleted.Length == 0 ? SqlText.Of($"data") : SqlText.Of($"(data - {statement.Add(deleted)})");
        if (set.Length > 0)
            data = SqlText.Of($"{data} || {statement.Add(new ValueParameter(NpgsqlDbType.Jsonb, Json(set)))}");
        data = NestedData.With(data, computed);
        foreach (var group in nested)
        {
            if (schema.Find(group.Key) is not { } field)
                continue;
            var key = SqlText.Of($"{Literal.Key(field)}");
            var value = NestedData.Compile(statement, field, group, out var onlyDeletes);
            data = onlyDeletes ? NestedData.WithOptional(statement, data, key, value) : NestedData.With(data, [SqlText.Of($"{key}, {value}")]);
        }

        return data;
    }

    /// <summary>A parameter with values in the wire form, as array elements are stored.</summary>
    private static SqlText Items(Statement statement, ImmutableArray<ParseValue> items) =>
        statement.Add(new ValueParameter(NpgsqlDbType.Jsonb, ParseJsonText.Wire(new ArrayValue(items))));

    private static SqlText Computed(Statement statement, ClassSchema schema, FieldChange change)
    {
        if (schema.Find(change.Field) is not { } field)
            return SqlText.Empty;

        var key = Literal.Key(field);
        var array = SqlText.Of($"coalesce(data->{key}, '[]')");
        return change.Operation switch
        {
            IncrementOperation increment => SqlText.Of($"coalesce((data->>{key})::float8, 0) + {statement.Add(new ValueParameter(NpgsqlDbType.Double, increment.Amount))}"),
            AddOperation add => SqlText.Of($"{array} || {Items(statement, add.Items)}"),
            AddUniqueOperation add => SqlText.Of($"{array} || (SELECT coalesce(jsonb_agg(i.v ORDER BY i.n), '[]') FROM jsonb_array_elements({Items(statement, [.. add.Items.Distinct()])}) WITH ORDINALITY i(v, n) WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements({array}) h(v) WHERE h.v = i.v))"),
            RemoveOperation remove => SqlText.Of($"(SELECT coalesce(jsonb_agg(h.v ORDER BY h.n), '[]') FROM jsonb_array_elements({array}) WITH ORDINALITY h(v, n) WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements({Items(statement, remove.Items)}) i(v) WHERE i.v = h.v))"),
            _ => SqlText.Empty,
        };
    }

    private static string Json(IEnumerable<FieldChange> changes) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        foreach (var change in changes)
        {
            json.WritePropertyName(change.Field);
            ParseJsonWriter.WriteStored(json, ((SetOperation)change.Operation).Value);
        }

        json.WriteEndObject();
    });
}
