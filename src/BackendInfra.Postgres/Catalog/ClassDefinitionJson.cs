using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Postgres.Catalog;

/// <summary>A class definition as the catalog stores it.</summary>
internal static class ClassDefinitionJson
{
    public static string Write(ClassSchema schema) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("fields");
        foreach (var field in schema.CustomFields)
            WriteField(json, field);
        json.WriteEndObject();
        json.WritePropertyName("classLevelPermissions");
        ClassLevelPermissionsJson.Write(json, schema.Permissions);
        json.WriteStartArray("indexes");
        foreach (var index in schema.Indexes)
            WriteIndex(json, index);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static ClassSchema Read(string name, string definition)
    {
        using var document = JsonDocument.Parse(definition, ParseJson.DocumentOptions);
        var root = document.RootElement;
        var schema = new ClassSchema(name)
        {
            Permissions = ClassLevelPermissionsJson.Read(root.GetProperty("classLevelPermissions")),
            Indexes = [.. root.GetProperty("indexes").EnumerateArray().Select(ReadIndex)],
        };
        return schema with
        {
            Fields = schema.Fields.AddRange(root.GetProperty("fields").EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, ReadField(member.Name, member.Value)))),
        };
    }

    private static void WriteField(Utf8JsonWriter json, FieldDefinition field)
    {
        json.WriteStartObject(field.Name);
        json.WriteString("type", FieldTypes.Name(field.Type));
        if (field.TargetClass is not null)
            json.WriteString("targetClass", field.TargetClass);
        if (field.Required)
            json.WriteBoolean("required", true);
        if (field.DefaultValue is { } value)
        {
            json.WritePropertyName("defaultValue");
            ParseJsonWriter.WriteWire(json, value);
        }

        if (field.Promoted)
            json.WriteBoolean("promoted", true);
        if (field.IsSecret)
            json.WriteBoolean("secret", true);
        if (field.PointedClasses.Count > 0)
        {
            json.WriteStartArray("pointedClasses");
            foreach (var name in field.PointedClasses)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static FieldDefinition ReadField(string name, JsonElement json) =>
        new(name, FieldTypes.Parse(json.GetProperty("type").GetString()!), json.TryGetProperty("targetClass", out var target) ? target.GetString() : null)
        {
            Required = json.TryGetProperty("required", out var required) && required.GetBoolean(),
            DefaultValue = json.TryGetProperty("defaultValue", out var value) ? ParseJson.Read(value) : null,
            Promoted = json.TryGetProperty("promoted", out var promoted) && promoted.GetBoolean(),
            IsSecret = json.TryGetProperty("secret", out var secret) && secret.GetBoolean(),
            PointedClasses = json.TryGetProperty("pointedClasses", out var classes)
                ? [.. classes.EnumerateArray().Select(item => item.GetString()!)]
                : [],
        };

    private static void WriteIndex(Utf8JsonWriter json, IndexDefinition index)
    {
        json.WriteStartObject();
        json.WriteString("name", index.Name);
        if (index.Unique)
            json.WriteBoolean("unique", true);
        json.WriteStartArray("keys");
        foreach (var key in index.Keys)
        {
            json.WriteStartObject();
            json.WriteString("field", key.Field);
            if (key.Descending)
                json.WriteBoolean("descending", true);
            if (key.IsText)
                json.WriteBoolean("text", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (index.Sparse)
            json.WriteBoolean("sparse", true);
        if (!index.Where.IsEmpty)
        {
            json.WritePropertyName("where");
            IndexConditionsJson.Write(json, index.Where);
        }

        json.WriteEndObject();
    }

    private static IndexDefinition ReadIndex(JsonElement json) =>
        new(
            json.GetProperty("name").GetString()!,
            [.. json.GetProperty("keys").EnumerateArray().Select(key =>
                new IndexKey(key.GetProperty("field").GetString()!, key.TryGetProperty("descending", out var descending) && descending.GetBoolean(), key.TryGetProperty("text", out var text) && text.GetBoolean()))],
            json.TryGetProperty("unique", out var unique) && unique.GetBoolean())
        {
            Sparse = json.TryGetProperty("sparse", out var sparse) && sparse.GetBoolean(),
            Where = json.TryGetProperty("where", out var where) ? IndexConditionsJson.Read(where) : [],
        };
}
