using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Changes inside an Object field (<c>"stock.nyc": 1</c>) as one expression over its old value.</summary>
internal static class NestedData
{
    public static SqlText Compile(Statement statement, FieldDefinition field, IEnumerable<FieldChange> changes)
    {
        var value = SqlText.Of($"coalesce(data->{Literal.Key(field)}, '{{}}')");
        foreach (var change in changes)
            value = Apply(statement, value, change);
        return value;
    }

    private static SqlText Apply(Statement statement, SqlText value, FieldChange change)
    {
        var path = statement.Add([.. change.Keys]);
        if (change.Operation is DeleteOperation)
            return SqlText.Of($"({value} #- {path})");

        // Parents that are missing, or no objects, become objects on the way.
        for (var depth = 1; depth < change.Keys.Length; depth++)
        {
            var parent = statement.Add([.. change.Keys.Take(depth)]);
            value = SqlText.Of($"jsonb_set({value}, {parent}, CASE WHEN jsonb_typeof({value} #> {parent}) = 'object' THEN {value} #> {parent} ELSE '{{}}' END)");
        }

        return change.Operation is IncrementOperation increment
            ? SqlText.Of($"jsonb_set({value}, {path}, to_jsonb(CASE WHEN jsonb_typeof({value} #> {path}) = 'number' THEN ({value} #>> {path})::float8 ELSE 0 END + {statement.Add(new ValueParameter(NpgsqlDbType.Double, increment.Amount))}))")
            : SqlText.Of($"jsonb_set({value}, {path}, {statement.Add(new ValueParameter(NpgsqlDbType.Jsonb, ParseJsonText.Wire(((SetOperation)change.Operation).Value)))})");
    }
}
