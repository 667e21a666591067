using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Schemas;

/// <summary>Reads the body of a schema change.</summary>
internal static class SchemaJsonReader
{
    /// <exception cref="ParseException">107 malformed, 111 an unknown type, 102 an index of a kind that there is not.</exception>
    public static ClassEdit Read(string className, RestBody body)
    {
        var edit = new ClassEdit(className);
        foreach (var (name, value) in body.Members())
        {
            edit = name switch
            {
                "fields" => WithFields(edit, value),
                "indexes" => WithIndexes(edit, value),
                "classLevelPermissions" when value.ValueKind != JsonValueKind.Null => edit with { Permissions = ClassLevelPermissionsJson.Read(value) },
                _ => edit,
            };
        }

        return edit;
    }

    private static ClassEdit WithFields(ClassEdit edit, JsonElement fields)
    {
        var set = ImmutableArray.CreateBuilder<FieldDefinition>();
        var delete = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in Members("fields", fields))
        {
            if (IsDelete(value))
                delete.Add(name);
            else
                set.Add(Field(name, value));
        }

        return edit with { SetFields = set.ToImmutable(), DeleteFields = delete.ToImmutable() };
    }

    private static FieldDefinition Field(string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "type", name) is not { } typeName)
            throw Refusals.InvalidJson($"invalid JSON: field {Excerpt.Of(name)} needs a type.");

        var type = FieldTypes.Parse(typeName);
        var takesTarget = type is FieldType.Pointer or FieldType.Relation;
        return new FieldDefinition(name, type, takesTarget ? Text(json, "targetClass", name) : null)
        {
            Required = json.TryGetProperty("required", out var required) && Flag(required, name),
            DefaultValue = json.TryGetProperty("defaultValue", out var value) && ParseJson.Read(value) is var read and not NullValue ? read : null,
        };
    }

    private static ClassEdit WithIndexes(ClassEdit edit, JsonElement indexes)
    {
        var add = ImmutableArray.CreateBuilder<IndexDefinition>();
        var delete = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in Members("indexes", indexes))
        {
            if (name == SchemaJsonWriter.IdIndex)
                throw Refusals.InvalidQuery($"Index {name} exists, cannot update.");
            if (IsDelete(value))
                delete.Add(name);
            else
                add.Add(Index(name, value));
        }

        return edit with { AddIndexes = add.ToImmutable(), DeleteIndexes = delete.ToImmutable() };
    }

    /// <summary>Parse's form names the keys; the other one holds them under <c>keys</c>, with options beside them.</summary>
    /// <exception cref="ParseException">102 what is no index.</exception>
    public static IndexDefinition Index(string name, JsonElement json)
    {
        if (!HasOptions(json))
            return new IndexDefinition(name, Keys(name, json));

        var index = new IndexDefinition(name, Keys(name, json.GetProperty("keys")));
        foreach (var (option, value) in Members("indexes", json))
        {
            index = option switch
            {
                "keys" => index,
                "unique" => index with { Unique = IndexFlag(name, option, value) },
                "sparse" => index with { Sparse = IndexFlag(name, option, value) },
                "partialFilterExpression" => index with { Where = IndexConditionsJson.Read(value) },
                _ => throw Refusals.InvalidQuery($"Index {Excerpt.Of(name)}: {Excerpt.Of(option)} is no option of an index."),
            };
        }

        return index;
    }

    /// <summary>Whether an index is written in the form that is not Parse's: with its keys under <c>keys</c>.</summary>
    public static bool HasOptions(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Object;

    private static bool IndexFlag(string index, string option, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refusals.InvalidQuery($"Index {Excerpt.Of(index)}: {option} must be true or false."),
    };

    private static ImmutableArray<IndexKey> Keys(string index, JsonElement json)
    {
        var keys = ImmutableArray.CreateBuilder<IndexKey>();
        foreach (var (field, value) in Members(index, json))
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals("text"))
            {
                keys.Add(new IndexKey(field, IsText: true));
                continue;
            }

            if (value.ValueKind != JsonValueKind.Number || ParseJson.ReadNumber(value) is not (1 or -1))
                throw Refusals.InvalidQuery($"Index {Excerpt.Of(index)}: the direction of {Excerpt.Of(field)} must be 1, -1 or \"text\".");
            keys.Add(new IndexKey(field, ParseJson.ReadNumber(value) < 0));
        }

        return keys.Count > 0 ? keys.ToImmutable() : throw Refusals.InvalidQuery($"Index {Excerpt.Of(index)} names no field.");
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(string what, JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
            ? json.EnumerateObject().Select(member => (ParseJson.ReadName(member), member.Value))
            : throw Refusals.InvalidJson($"{Excerpt.Of(what)} must be an object.");

    private static bool IsDelete(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("__op", out var operation)
        && (operation.ValueKind == JsonValueKind.String && operation.GetString() == "Delete"
            ? true
            : throw Refusals.InvalidJson("Only the operation Delete can be used in a schema."));

    private static string? Text(JsonElement json, string member, string field) =>
        !json.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value)
        : throw Refusals.InvalidJson($"invalid JSON: {member} of field {Excerpt.Of(field)} must be a string.");

    private static bool Flag(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw Refusals.InvalidJson($"invalid JSON: required of field {Excerpt.Of(field)} must be true or false."),
    };
}
