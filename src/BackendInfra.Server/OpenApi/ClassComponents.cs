using System.Text.Json.Nodes;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.OpenApi;

/// <summary>JSON Schemas of a class: its objects as they are read, and the fields that a write may name.</summary>
/// <param name="showsAll">Whether also those fields are told that are hidden from somebody.</param>
internal sealed class ClassComponents(ClassSchema schema, bool showsAll)
{
    public string Output => schema.Name;

    public string Input => schema.Name + "Fields";

    public JsonObject OutputSchema()
    {
        var readable = schema.Fields.Values.Where(field => !field.IsSecret && IsShown(field));
        return ValueSchemas.Object($"An object of the class {schema.Name}.", [Names.ObjectId, Names.CreatedAt, Names.UpdatedAt], [.. readable.Select(field => (field.Name, ValueSchemas.Of(field)))]);
    }

    public JsonObject InputSchema()
    {
        var writable = schema.Fields.Values.Where(field => field.Name is not (Names.ObjectId or Names.CreatedAt or Names.UpdatedAt) && IsShown(field) && !IsServers(field));
        return ValueSchemas.Object(
            $"Fields of the class {schema.Name}; an operation in the place of a value changes it.",
            [],
            [.. writable.Select(field => (field.Name, field.Name == Names.Acl ? ValueSchemas.Of(field) : OrOperation(ValueSchemas.Of(field))))]);
    }

    private bool IsShown(FieldDefinition field) => showsAll || !schema.Permissions.IsProtectedForAnyone(field.Name);

    private bool IsServers(FieldDefinition field) => schema.Name == SessionClass.Name && SessionClass.IsServerField(field.Name);

    private static JsonObject OrOperation(JsonObject value) => new() { ["anyOf"] = new JsonArray(value, ValueSchemas.Reference(ValueSchemas.Operation)) };
}
