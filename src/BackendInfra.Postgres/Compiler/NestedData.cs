using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Sql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Changes inside an Object field (<c>"stock.nyc": 1</c>) as one expression over its old value.</summary>
/// <remarks>
/// The changes form a tree. Each level is a sub-select that names the level's old object once, so the text grows with the
/// number of keys and not with its power. <c>OFFSET 0</c> keeps the planner from writing the object out at each of its uses,
/// which would bring the power back. A parent that is missing, or no plain object (a Date, an array), becomes an empty
/// one, unless there is nothing to do in it but deleting.
/// </remarks>
internal static class NestedData
{
    /// <summary>The field's new value; NULL when it is unset and stays so.</summary>
    /// <param name="onlyDeletes">Whether the value may be NULL.</param>
    public static SqlText Compile(Statement statement, FieldDefinition field, IEnumerable<FieldChange> changes, out bool onlyDeletes)
    {
        var root = new Node();
        foreach (var change in changes)
            root.Add(change.Keys.AsSpan(), change.Operation);
        onlyDeletes = root.OnlyDeletes;
        return Object(statement, root, SqlText.Of($"data->{Literal.Key(field)}"));
    }

    /// <summary>Adds members to an object: <c>|| jsonb_build_object(…)</c>, as often as a function's 100 arguments ask for.</summary>
    public static SqlText With(SqlText json, IEnumerable<SqlText> pairs) =>
        pairs.Chunk(50).Aggregate(json, (current, some) => SqlText.Of($"{current} || jsonb_build_object({SqlText.Join(", ", some)})"));

    /// <summary>Adds one member whose value may be NULL, which adds nothing.</summary>
    public static SqlText WithOptional(Statement statement, SqlText json, SqlText key, SqlText value)
    {
        var child = statement.NextAlias('c');
        return SqlText.Of($"{json} || coalesce((SELECT jsonb_build_object({key}, {child}.x) FROM (SELECT {value} AS x OFFSET 0) {child} WHERE {child}.x IS NOT NULL), '{{}}')");
    }

    private static SqlText Object(Statement statement, Node node, SqlText source)
    {
        var row = statement.NextAlias('n');
        var old = SqlText.Of($"{row}.v");
        string[] deleted = [.. node.Members.Where(member => member.Value.Operation is DeleteOperation).Select(member => member.Key)];
        var result = deleted.Length == 0 ? old : SqlText.Of($"({old} - {statement.Add(deleted)})");
        result = With(result, node.Members.Where(member => !member.Value.OnlyDeletes).Select(member =>
        {
            var key = statement.Add(member.Key);
            return SqlText.Of($"{key}, {Value(statement, member.Value, old, key)}");
        }));
        foreach (var (name, child) in node.Members.Where(member => member.Value is { Operation: null, OnlyDeletes: true }))
        {
            var key = statement.Add(name);
            result = WithOptional(statement, result, key, Object(statement, child, SqlText.Of($"{old}->{key}")));
        }

        if (node.OnlyDeletes)
            return SqlText.Of($"(SELECT {result} FROM (SELECT {source} AS v OFFSET 0) {row} WHERE {IsPlain(old)})");
        var any = SqlText.Of($"{row}.x");
        return SqlText.Of($"(SELECT {result} FROM (SELECT CASE WHEN {IsPlain(any)} THEN {any} ELSE '{{}}' END AS v FROM (SELECT {source} AS x OFFSET 0) {row} OFFSET 0) {row})");
    }

    private static SqlText Value(Statement statement, Node node, SqlText old, SqlText key) => node.Operation switch
    {
        SetOperation set => statement.Add(new ValueParameter(NpgsqlDbType.Jsonb, ParseJsonText.Wire(set.Value))),
        IncrementOperation increment => SqlText.Of($"CASE WHEN jsonb_typeof({old}->{key}) = 'number' THEN ({old}->>{key})::float8 ELSE 0 END + {statement.Add(new ValueParameter(NpgsqlDbType.Double, increment.Amount))}"),
        _ => Object(statement, node, SqlText.Of($"{old}->{key}")),
    };

    /// <summary>Whether JSON is an object of a client's own, not one of Parse's types, which are changed as a whole.</summary>
    private static SqlText IsPlain(SqlText json) => SqlText.Of($"jsonb_typeof({json}) = 'object' AND NOT {json} ? '__type'");

    /// <summary>A place inside the field, with an operation or with places below it.</summary>
    private sealed class Node
    {
        public SortedDictionary<string, Node> Members { get; } = new(StringComparer.Ordinal);

        public FieldOperation? Operation { get; private set; }

        public bool OnlyDeletes => Operation is null ? Members.Values.All(member => member.OnlyDeletes) : Operation is DeleteOperation;

        public void Add(ReadOnlySpan<string> keys, FieldOperation operation)
        {
            if (keys.IsEmpty)
            {
                Operation = operation;
                return;
            }

            if (!Members.TryGetValue(keys[0], out var member))
                Members.Add(keys[0], member = new Node());
            member.Add(keys[1..], operation);
        }
    }
}
