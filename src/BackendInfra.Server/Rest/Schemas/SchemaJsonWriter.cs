using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Schemas;

/// <summary>Writes a class as the schema API answers it.</summary>
internal static class SchemaJsonWriter
{
    /// <summary>The index of the objectId, which every class has and nobody can change.</summary>
    public const string IdIndex = "_id_";

    public static void Write(Utf8JsonWriter json, ClassSchema schema)
    {
        json.WriteStartObject();
        json.WriteString("className", schema.Name);
        WriteFields(json, FieldDefinition.System.Concat(schema.CustomFields));
        WritePermissions(json, schema);

        json.WriteStartObject("indexes");
        json.WriteStartObject(IdIndex);
        json.WriteNumber("_id", 1);
        json.WriteEndObject();
        WriteIndexes(json, schema.Indexes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes what the schema API takes to make the class again: without what every class, or the system's class, has. Equal classes give equal texts.</summary>
    public static void WriteDefinition(Utf8JsonWriter json, ClassSchema schema)
    {
        json.WriteStartObject();
        json.WriteString("className", schema.Name);
        WriteFields(json, schema.CustomFields.Where(field => !SystemClasses.Owns(schema.Name, field.Name)));
        WritePermissions(json, schema);
        if (!schema.Indexes.IsEmpty)
        {
            json.WriteStartObject("indexes");
            WriteIndexes(json, schema.Indexes.OrderBy(index => index.Name, StringComparer.Ordinal));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, IEnumerable<FieldDefinition> fields)
    {
        json.WriteStartObject("fields");
        foreach (var field in fields)
            WriteField(json, field);
        json.WriteEndObject();
    }

    private static void WritePermissions(Utf8JsonWriter json, ClassSchema schema)
    {
        json.WritePropertyName("classLevelPermissions");
        ClassLevelPermissionsJson.Write(json, schema.Permissions);
    }

    private static void WriteIndexes(Utf8JsonWriter json, IEnumerable<IndexDefinition> indexes)
    {
        foreach (var index in indexes)
        {
            json.WriteStartObject(index.Name);
            var hasOptions = index.Unique || index.Sparse || !index.Where.IsEmpty;
            if (hasOptions)
                json.WriteStartObject("keys");
            foreach (var key in index.Keys)
            {
                if (key.IsText)
                    json.WriteString(key.Field, "text");
                else
                    json.WriteNumber(key.Field, key.Descending ? -1 : 1);
            }

            if (hasOptions)
            {
                json.WriteEndObject();
                WriteOptions(json, index);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteOptions(Utf8JsonWriter json, IndexDefinition index)
    {
        if (index.Unique)
            json.WriteBoolean("unique", true);
        if (index.Sparse)
            json.WriteBoolean("sparse", true);
        if (index.Where.IsEmpty)
            return;
        json.WritePropertyName("partialFilterExpression");
        IndexConditionsJson.Write(json, index.Where);
    }

    private static void WriteField(Utf8JsonWriter json, FieldDefinition field)
    {
        json.WriteStartObject(field.Name);
        json.WriteString("type", FieldTypes.Name(field.Type));
        if (field.TargetClass is not null)
            json.WriteString("targetClass", field.TargetClass);
        if (field.Required)
            json.WriteBoolean("required", true);
        if (field.DefaultValue is not null)
        {
            json.WritePropertyName("defaultValue");
            ParseJsonWriter.WriteWire(json, field.DefaultValue);
        }

        json.WriteEndObject();
    }
}
