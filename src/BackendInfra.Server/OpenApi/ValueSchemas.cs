using System.Text.Json.Nodes;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.OpenApi;

/// <summary>JSON Schemas of Parse's value types.</summary>
internal static class ValueSchemas
{
    public const string Error = "Error";
    public const string Operation = "Operation";

    /// <summary>The types that are objects on the wire, as components.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Components =>
    [
        (Error, Object("A refusal.", ["error"], ("code", Type("integer", "A code of Parse.")), ("error", Type("string", "What was wrong.")))),
        (Operation, Open(Object("Changes a field instead of setting it.", ["__op"], ("__op", Names("Increment", "Add", "AddUnique", "Remove", "Delete", "AddRelation", "RemoveRelation", "Batch", "SetOnInsert"))))),
        ("ACL", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Who may read and write the object: *, ids of users, and role:Name.",
            ["additionalProperties"] = Object("", [], ("read", Type("boolean")), ("write", Type("boolean"))),
        }),
        Typed("Date", "A date in UTC.", ("iso", DateTime())),
        Typed("Bytes", "Bytes.", ("base64", Type("string"))),
        Typed("Pointer", "Points to an object.", ("className", Type("string")), ("objectId", Type("string"))),
        Typed("Relation", "A relation to objects of a class.", ("className", Type("string"))),
        Typed("File", "A stored file.", ("name", Type("string")), ("url", Type("string"))),
        Typed("GeoPoint", "A place on Earth.", ("latitude", Range(90)), ("longitude", Range(180))),
        Typed("Polygon", "An area.", ("coordinates", Array(Array(Type("number"))))),
    ];

    public static JsonObject Of(FieldDefinition field) => field switch
    {
        { Name: Core.Schema.Names.CreatedAt or Core.Schema.Names.UpdatedAt } => DateTime(),
        { Type: FieldType.String } => Type("string"),
        { Type: FieldType.Number } => Type("number"),
        { Type: FieldType.Boolean } => Type("boolean"),
        { Type: FieldType.Array } => Array([]),
        { Type: FieldType.Object } => Type("object"),
        { Type: FieldType.Acl } => Reference("ACL"),
        { TargetClass: { } target } => Described(Reference(FieldTypes.Name(field.Type)), field.Type == FieldType.Pointer ? $"To an object of {target}." : $"To objects of {target}."),
        _ => Reference(FieldTypes.Name(field.Type)),
    };

    public static JsonObject Reference(string component) => new() { ["$ref"] = $"#/components/schemas/{component}" };

    public static JsonObject Type(string type, string? description = null) => Described(new JsonObject { ["type"] = type }, description);

    public static JsonObject Array(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    public static JsonObject Object(string description, string[] required, params (string Name, JsonObject Schema)[] properties)
    {
        var members = new JsonObject();
        foreach (var (name, schema) in properties)
            members[name] = schema;
        var result = Described(new JsonObject { ["type"] = "object", ["properties"] = members }, description);
        if (required.Length > 0)
            result["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        return result;
    }

    private static (string Name, JsonObject Schema) Typed(string name, string description, params (string Name, JsonObject Schema)[] members) =>
        (name, Object(description, ["__type", .. members.Where(member => member.Name != "url").Select(member => member.Name)], [("__type", new JsonObject { ["const"] = name }), .. members]));

    private static JsonObject DateTime() => new() { ["type"] = "string", ["format"] = "date-time" };

    private static JsonObject Range(int limit) => new() { ["type"] = "number", ["minimum"] = -limit, ["maximum"] = limit };

    private static JsonObject Names(params string[] names) => new() { ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    private static JsonObject Open(JsonObject schema)
    {
        schema["additionalProperties"] = true;
        return schema;
    }

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (!string.IsNullOrEmpty(description))
            schema["description"] = description;
        return schema;
    }
}
