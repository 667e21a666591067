using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// REST selections: the columns of each object as they are stored, which <see cref="Execution.RestProjection"/> rewrites on
/// their way out. An included pointer is a lateral join that adds its columns.
/// </summary>
internal sealed class RestCompiler
{
    private readonly List<SqlText> _columns = [];
    private readonly List<SqlText> _joins = [];

    private RestCompiler()
    {
    }

    public static (RestNode Node, IReadOnlyList<SqlText> Columns, SqlText Joins) Compile(RowScope scope, RestSelection selection)
    {
        var compiler = new RestCompiler();
        var node = compiler.Node(scope, selection);
        return (node, compiler._columns, SqlText.Join("", compiler._joins));
    }

    private RestNode Node(RowScope scope, RestSelection selection)
    {
        var ordinal = _columns.Count;
        var row = scope.Row;
        _columns.Add(scope.ObjectId);
        _columns.Add(SqlText.Of($"{row}.\"createdAt\""));
        _columns.Add(SqlText.Of($"{row}.\"updatedAt\""));
        _columns.Add(SqlText.Of($"{row}._rperm"));
        _columns.Add(SqlText.Of($"{row}._wperm"));
        _columns.Add(SqlText.Of($"{row}.data"));

        int? score = null;
        if (selection.Score is { } text)
        {
            score = _columns.Count;
            _columns.Add(TextCompiler.Score(scope, text));
        }

        var conditions = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (var (condition, fields) in selection.Conditional)
        {
            foreach (var field in fields)
                conditions[field] = _columns.Count;
            _columns.Add(SqlText.Of($"({FilterCompiler.Compile(scope, condition)}) IS TRUE"));
        }

        var pointers = ImmutableDictionary.CreateBuilder<string, RestNode>();
        var arrays = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (var include in selection.Includes)
        {
            if (include.Field.Type == FieldType.Array)
            {
                if (include.Targets.IsEmpty)
                    continue;
                arrays[include.Field.Name] = _columns.Count;
                _columns.Add(RestTextCompiler.Array(scope, include));
                continue;
            }

            var target = include.Targets[0];
            var included = scope.Of(target.Class);
            _joins.Add(SqlText.Of($" LEFT JOIN LATERAL (SELECT {included.Row}.* FROM {included.Table} {included.Row} WHERE {included.ObjectId} = {scope.Locate(include.Field).Text} AND {included.Readable(scope.Nested, target.Readable)} OFFSET 0) {included.Row} ON true"));
            pointers[include.Field.Name] = Node(included, target.Selection);
        }

        return new RestNode(scope.Class, selection, ordinal, pointers.ToImmutable(), arrays.ToImmutable()) { Score = score, Conditions = conditions.ToImmutable() };
    }
}
