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
            return SqlText.Of($"CASE WHEN {place.IsSet} THEN {Members(node.Parts, part => Member(scope, place, part))} ELSE {whenUnset} END");

        var point = scope.Statement.NextAlias('e');
        var members = Members(node.Parts, part => part switch
        {
            { Distance: { } distance } => Distance(scope, SqlText.Of($"({point}.v->>1)::float8"), SqlText.Of($"({point}.v->>0)::float8"), distance),
            { Part: "latitude" } => SqlText.Of($"{point}.v->>0"),
            _ => SqlText.Of($"{point}.v->>1"),
        });
        return SqlText.Of($"coalesce((SELECT '[' || string_agg({members}, ',' ORDER BY {point}.n) || ']' FROM jsonb_array_elements({place.Json}) WITH ORDINALITY {point}(v, n)), {whenUnset})");
    }

    /// <summary>A member as JSON; one that a stored value lacks, is null; an own file's URL is made of its name.</summary>
    private static SqlText Member(RowScope scope, FieldLocator place, PartNode part) => part switch
    {
        { Distance: { } distance } => Distance(scope, SqlText.Of($"({place.Point})[0]"), SqlText.Of($"({place.Point})[1]"), distance),
        { Part: "latitude" } => SqlText.Of($"({place.Json})->>'latitude'"),
        { Part: "longitude" } => SqlText.Of($"({place.Json})->>'longitude'"),
        { Part: "name" } => GraphCompiler.OrNull(SqlText.Of($"(({place.Json})->'name')::text")),
        { Part: "url" } => SqlText.Of($"coalesce((({place.Json})->'url')::text, {FileUrl(scope, place.Json)})"),
        _ => throw new InvalidOperationException($"No member {part.Part} is known."),
    };

    private static SqlText Distance(RowScope scope, SqlText longitude, SqlText latitude, PartDistance distance) =>
        SqlText.Of($"{GeoCompiler.Distance(scope.Statement, longitude, latitude, distance.From)} * {scope.Statement.Add(distance.PerRadian)}");

    /// <summary>An own file's URL as JSON text.</summary>
    public static SqlText FileUrl(RowScope scope, SqlText json) =>
        SqlText.Of($"to_json({scope.Statement.FilesUrl()} || replace(({json})->>'name', ' ', '%20'))::text");

    private static SqlText Members(ImmutableArray<PartNode> parts, Func<PartNode, SqlText> member)
    {
        var json = new JsonTemplate().Text("{");
        for (var i = 0; i < parts.Length; i++)
        {
            json.Key(parts[i].Key, i == 0);
            if (parts[i].Constant is { } constant)
                json.Text(constant);
            else
                json.Hole(member(parts[i]));
        }

        return json.Text("}").ToSql();
    }
}
