using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>GraphQL selections as one JSON text per object, nested objects and connections inside it. See notes.md.</summary>
internal static class GraphCompiler
{
    private static readonly SqlText Null = SqlText.Of($"'null'");

    /// <summary><see cref="GraphSelection.MissingMarker"/>.</summary>
    private static readonly SqlText Missing = SqlText.Of($"chr(1)");

    /// <summary>The JSON text of one object.</summary>
    public static SqlText Object(RowScope scope, GraphSelection selection)
    {
        var json = new JsonTemplate().Text("{");
        for (var i = 0; i < selection.Nodes.Length; i++)
        {
            json.Key(selection.Nodes[i].Key, i == 0);
            Node(json, scope, selection.Nodes[i]);
        }

        return json.Text("}").ToSql();
    }

    private static void Node(JsonTemplate json, RowScope scope, GraphNode node)
    {
        switch (node)
        {
            case ConstantNode constant:
                json.Text(constant.Json);
                break;
            case GlobalIdNode:
                json.Text("\"").Hole(GlobalId(scope.Class.Name, scope.ObjectId)).Text("\"");
                break;
            case FieldNode field:
                Field(json, scope.Locate(field.Field), field.NonNull);
                break;
            case PartsNode parts:
                json.Hole(PartsCompiler.Compile(scope, parts, WhenUnset(parts.NonNull)));
                break;
            case AclNode acl:
                AclCompiler.Compile(json, scope, acl);
                break;
            case PointerNode pointer:
                json.Hole(OrNull(Pointer(scope, scope.Locate(pointer.Field).Text, pointer.Target, pointer.Selection, pointer.Readable)));
                break;
            case ArrayNode array:
                json.Hole(OrElse(Array(scope, array), WhenUnset(array.NonNull)));
                break;
            case ConditionalNode conditional:
                var shown = new JsonTemplate();
                Node(shown, scope, conditional.Node);
                json.Hole(SqlText.Of($"CASE WHEN {FilterCompiler.Compile(scope, conditional.Condition)} THEN {shown.ToSql()} ELSE {Null} END"));
                break;
            case ConnectionNode connection:
                json.Hole(ConnectionCompiler.Compile(scope, connection));
                break;
            default:
                throw new InvalidOperationException($"No SQL is known for {node.GetType().Name}.");
        }
    }

    private static void Field(JsonTemplate json, FieldLocator place, bool nonNull)
    {
        var field = place.Field;
        if (field.Name == Names.ObjectId)
            json.Text("\"").Hole(place.Text).Text("\"");
        else if (field.IsSystem)
            json.Text("\"").Hole(place.Iso).Text("\"");
        else
            json.Hole(OrElse(Value(place), WhenUnset(nonNull)));
    }

    private static SqlText Value(FieldLocator place) => place.Field.Type switch
    {
        FieldType.Number or FieldType.Boolean => place.BareText,
        // A pointer whose class is not exposed shows as the object that REST would send.
        FieldType.Pointer => SqlText.Of($"{Literal.Json($$"""{"__type":"Pointer","className":"{{place.Field.TargetClass}}","objectId":""")} || {place.JsonText} || '}}'"),
        FieldType.Relation => SqlText.Of($"{Literal.Json($$"""{"__type":"Relation","className":"{{place.Field.TargetClass}}"}""")}"),
        _ => place.JsonText,
    };

    /// <summary>The JSON text of the object that a pointer names; NULL when it is missing or hidden.</summary>
    public static SqlText Pointer(RowScope scope, SqlText objectId, ClassSchema target, GraphSelection selection, Filter demanded)
    {
        var row = scope.Of(target);
        return SqlText.Of($"(SELECT {Object(row, selection)} FROM {row.Table} {row.Row} WHERE {row.ObjectId} = {objectId} AND {row.Readable(scope.Nested, demanded)})");
    }

    private static SqlText Array(RowScope scope, ArrayNode node)
    {
        var element = scope.Statement.NextAlias('e');
        var plain = Element(SqlText.Of($"{element}.v"), node.Element);
        var item = node.Objects.IsEmpty
            ? plain
            : SqlText.Of($"CASE WHEN {element}.v->>'__type' = 'Pointer' THEN CASE {element}.v->>'className' {SqlText.Join(" ", node.Objects.Select(o => Branch(scope, element, o)))} ELSE {plain} END ELSE {plain} END");

        // Pointers to objects that are missing or hidden leave the array, as they do in REST. HAVING, since an aggregate of
        // no elements is still a row: what is unset is null, and not an empty list.
        return SqlText.Of($"(SELECT '[' || coalesce(string_agg(i.x, ',' ORDER BY i.n), '') || ']' FROM (SELECT {element}.n, CASE WHEN {element}.v = 'null'::jsonb THEN 'null' ELSE {item} END AS x FROM jsonb_array_elements({scope.Locate(node.Field).Json}) WITH ORDINALITY {element}(v, n)) i HAVING {scope.Locate(node.Field).IsSet})");
    }

    private static SqlText Branch(RowScope scope, Alias element, ArrayObjectNode node) =>
        SqlText.Of($"WHEN {Literal.ClassName(node.Target)} THEN {Pointer(scope, SqlText.Of($"{element}.v->>'objectId'"), node.Target, node.Selection, node.Readable)}");

    private static SqlText Element(SqlText value, ImmutableArray<PartNode> parts)
    {
        var json = new JsonTemplate().Text("{");
        for (var i = 0; i < parts.Length; i++)
        {
            json.Key(parts[i].Key, i == 0);
            if (parts[i].Constant is { } constant)
                json.Text(constant);
            else
                json.Hole(SqlText.Of($"{value}::text"));
        }

        return json.Text("}").ToSql();
    }

    /// <summary>The base64 of <c>Class:id</c>. PostgreSQL breaks base64 into lines of 76, which JSON could not hold.</summary>
    public static SqlText GlobalId(string className, SqlText objectId) =>
        SqlText.Of($"translate(encode(convert_to({Literal.Json(className + ":")} || {objectId}, 'UTF8'), 'base64'), E'\\n', '')");

    public static SqlText OrNull(SqlText json) => OrElse(json, Null);

    private static SqlText OrElse(SqlText json, SqlText otherwise) => SqlText.Of($"coalesce({json}, {otherwise})");

    private static SqlText WhenUnset(bool nonNull) => nonNull ? Missing : Null;
}
