using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Members of geo points and files, and of the points of polygons, as JSON.</summary>
internal static class PartsCompiler
{
    public static SqlText Compile(RowScope scope, PartsNode node, SqlText whenUnset)
    {
        var place = scope.Locate(node.Field);
        if (node.Field.Type != FieldType.Polygon)
            return SqlText.Of($"CASE WHEN {place.IsSet} THEN {Members(node.Parts, part => Member(scope, place.Json, part))} ELSE {whenUnset} END");

        var point = scope.Statement.NextAlias('e');
        var members = Members(node.Parts, part => part == "latitude" ? SqlText.Of($"{point}.v->>0") : SqlText.Of($"{point}.v->>1"));
        return SqlText.Of($"coalesce((SELECT '[' || string_agg({members}, ',' ORDER BY {point}.n) || ']' FROM jsonb_array_elements({place.Json}) WITH ORDINALITY {point}(v, n)), {whenUnset})");
    }

    /// <summary>A member as JSON; one that a stored value lacks, is null; an own file's URL is made of its name.</summary>
    private static SqlText Member(RowScope scope, SqlText json, string part) => part switch
    {
        "latitude" => SqlText.Of($"({json})->>'latitude'"),
        "longitude" => SqlText.Of($"({json})->>'longitude'"),
        "name" => GraphCompiler.OrNull(SqlText.Of($"(({json})->'name')::text")),
        "url" => SqlText.Of($"coalesce((({json})->'url')::text, {FileUrl(scope, json)})"),
        _ => throw new InvalidOperationException($"No member {part} is known."),
    };

    /// <summary>An own file's URL as JSON text.</summary>
    public static SqlText FileUrl(RowScope scope, SqlText json) =>
        SqlText.Of($"to_json({scope.Statement.FilesUrl()} || replace(({json})->>'name', ' ', '%20'))::text");

    private static SqlText Members(ImmutableArray<PartNode> parts, Func<string, SqlText> member)
    {
        var json = new JsonTemplate().Text("{");
        for (var i = 0; i < parts.Length; i++)
        {
            json.Key(parts[i].Key, i == 0);
            if (parts[i].Constant is { } constant)
                json.Text(constant);
            else
                json.Hole(member(parts[i].Part!));
        }

        return json.Text("}").ToSql();
    }
}
