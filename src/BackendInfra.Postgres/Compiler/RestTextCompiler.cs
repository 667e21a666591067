using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// Included objects of arrays in REST's wire form, as JSON text made in PostgreSQL: their number differs from row to row,
/// so they cannot be columns as included pointers are.
/// </summary>
internal static class RestTextCompiler
{
    /// <summary>An array's elements with the readable objects in the place of pointers to them; NULL when the field is unset.</summary>
    public static SqlText Array(RowScope scope, RestInclude include)
    {
        var element = scope.Statement.NextAlias('e');
        var place = scope.Locate(include.Field);
        var branches = include.Targets.Select(target =>
            SqlText.Of($"WHEN {Literal.ClassName(target.Class)} THEN {Pointed(scope, SqlText.Of($"{element}.v->>'objectId'"), target)}"));
        return SqlText.Of($"(SELECT '[' || coalesce(string_agg(i.x, ',' ORDER BY i.n), '') || ']' FROM (SELECT {element}.n, CASE WHEN {element}.v->>'__type' = 'Pointer' THEN CASE {element}.v->>'className' {SqlText.Join(" ", branches)} ELSE {element}.v::text END ELSE {element}.v::text END AS x FROM jsonb_array_elements({place.Json}) WITH ORDINALITY {element}(v, n)) i WHERE {place.IsSet})");
    }

    private static SqlText Pointed(RowScope scope, SqlText objectId, RestIncludeTarget target)
    {
        var row = scope.Of(target.Class);
        return SqlText.Of($"(SELECT {Object(row, target)} FROM {row.Table} {row.Row} WHERE {row.ObjectId} = {objectId} AND {row.Readable(scope.Nested, target.Readable)})");
    }

    private static SqlText Object(RowScope row, RestIncludeTarget target)
    {
        var json = new JsonTemplate()
            .Text($$"""{"__type":"Object","className":"{{target.Class.Name}}","objectId":"{{""}}""").Hole(row.ObjectId)
            .Text("\",\"createdAt\":\"").Hole(row.Locate(FieldDefinition.CreatedAt).Iso)
            .Text("\",\"updatedAt\":\"").Hole(row.Locate(FieldDefinition.UpdatedAt).Iso)
            .Text("\"")
            .Hole(Acl(row));
        foreach (var field in target.Class.CustomFields.Where(target.Selection.Sends))
        {
            var member = Member(row, field, target.Selection.Includes.FirstOrDefault(include => include.Field.Name == field.Name));
            var condition = target.Selection.Conditional.FirstOrDefault(conditional => conditional.Fields.Contains(field.Name))?.Condition;
            json.Hole(condition is null ? member : SqlText.Of($"CASE WHEN {FilterCompiler.Compile(row, condition)} THEN {member} END"));
        }

        return json.Text("}").ToSql();
    }

    /// <summary>A comma, the key and the value; NULL, which prints as nothing, when the field is unset.</summary>
    private static SqlText Member(RowScope row, FieldDefinition field, RestInclude? include)
    {
        var place = row.Locate(field);
        var key = $",\"{field.Name}\":";
        return (field.Type, include) switch
        {
            (FieldType.Relation, _) => SqlText.Of($"{Literal.Json($$"""{{key}}{"__type":"Relation","className":"{{field.TargetClass}}"}""")}"),
            (FieldType.Pointer, { } included) => SqlText.Of($"{Literal.Json(key)} || {Pointed(row, place.Text, included.Targets[0])}"),
            (FieldType.Array, { } included) => SqlText.Of($"{Literal.Json(key)} || {Array(row, included)}"),
            (FieldType.Pointer, _) => Wrapped(place, key + $$"""{"__type":"Pointer","className":"{{field.TargetClass}}","objectId":"""),
            (FieldType.Date, _) => Wrapped(place, key + """{"__type":"Date","iso":"""),
            (FieldType.Bytes, _) => Wrapped(place, key + """{"__type":"Bytes","base64":"""),
            (FieldType.Polygon, _) => Wrapped(place, key + """{"__type":"Polygon","coordinates":"""),
            (FieldType.File, _) =>
                SqlText.Of($"{Literal.Json(key)} || (jsonb_build_object('__type', 'File', 'url', {row.Statement.FilesUrl()} || replace(({place.Json})->>'name', ' ', '%20')) || ({place.Json}))::text"),
            (FieldType.GeoPoint, _) =>
                SqlText.Of($"{Literal.Json(key)} || (jsonb_build_object('__type', {Literal.Json(FieldTypes.Name(field.Type))}) || ({place.Json}))::text"),
            _ => SqlText.Of($"{Literal.Json(key)} || {place.JsonText}"),
        };
    }

    private static SqlText Wrapped(FieldLocator place, string before) => SqlText.Of($"{Literal.Json(before)} || {place.JsonText} || '}}'");

    private static SqlText Acl(RowScope row) =>
        SqlText.Of($"(CASE WHEN {row.Row}._rperm IS NOT NULL OR {row.Row}._wperm IS NOT NULL THEN ',\"ACL\":' || coalesce((SELECT json_object_agg(s.name, CASE WHEN s.r AND s.w THEN '{{\"read\":true,\"write\":true}}'::json WHEN s.r THEN '{{\"read\":true}}'::json ELSE '{{\"write\":true}}'::json END ORDER BY s.name) FROM (SELECT u.name, u.name = ANY({row.Row}._rperm) AS r, u.name = ANY({row.Row}._wperm) AS w FROM (SELECT DISTINCT unnest({row.Row}._rperm || {row.Row}._wperm) AS name) u) s)::text, '{{}}') END)");
}
