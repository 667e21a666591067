using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>
/// One class definition of another server: as Parse Server stores it in MongoDB (<c>"price":"number"</c>,
/// <c>"owner":"*_User"</c>, <c>_metadata</c>), or as its schema API answers it (<c>"fields":{…}</c>).
/// </summary>
/// <param name="Permissions">Public where nothing is stored, as in Parse.</param>
internal sealed record StoredClass(
    string Name, ImmutableArray<FieldDefinition> Fields, ClassLevelPermissions Permissions, ImmutableArray<StoredIndex> Indexes)
{
    private const string RelationPrefix = "relation<";

    /// <exception cref="ParseException">103 no class name, 111 an unknown type, 107 what is no definition.</exception>
    public static StoredClass Read(ImportRow row)
    {
        using var document = ExtendedJson.Parse(row.Json);
        var json = document.RootElement;
        var name = Names.RequireClass(Text(json, "_id") ?? Text(json, "className") ?? throw Refusals.InvalidJson("A class definition needs a className, or an _id."));
        var metadata = Member(json, "_metadata");
        var fields = Member(json, "fields") is { } described
            ? described.EnumerateObject().Select(DescribedField)
            : StoredFields(json, metadata is { } of ? Member(of, "fields_options") : null);
        var permissions = Member(json, "classLevelPermissions") ?? (metadata is { } with ? Member(with, "class_permissions") : null);
        var indexes = Member(json, "indexes") ?? (metadata is { } also ? Member(also, "indexes") : null);
        return new StoredClass(
            name,
            [.. fields.Where(field => !field.IsSystem && field.Name != Core.Classes.UserClass.Password)],
            permissions is { } stored ? ClassLevelPermissionsJson.Read(stored) : ClassLevelPermissions.Public,
            indexes is { } all ? [.. all.EnumerateObject().Select(StoredIndex.Read)] : []);
    }

    /// <summary>Fields as MongoDB stores them: a member for each, its type as a text. What begins with <c>_</c> is no field.</summary>
    private static IEnumerable<FieldDefinition> StoredFields(JsonElement json, JsonElement? options)
    {
        foreach (var member in json.EnumerateObject())
        {
            var name = ParseJson.ReadName(member);
            if (name.StartsWith('_') || member.Value.ValueKind != JsonValueKind.String)
                continue;
            var (type, target) = TypeOf(name, ParseJson.ReadText(member.Value));
            yield return WithOptions(new FieldDefinition(name, type, target), options is { } all ? Member(all, name) : null);
        }
    }

    /// <summary>A field as the schema API describes it.</summary>
    private static FieldDefinition DescribedField(JsonProperty member) =>
        WithOptions(new FieldDefinition(ParseJson.ReadName(member), FieldTypes.Parse(Text(member.Value, "type") ?? ""), Text(member.Value, "targetClass")), member.Value);

    private static FieldDefinition WithOptions(FieldDefinition field, JsonElement? options)
    {
        if (options is not { } given)
            return field;
        var value = Member(given, "defaultValue") is { } sent ? ParseJson.Read(sent) : ParseValue.Null;
        return field with
        {
            Required = given.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True,
            DefaultValue = MongoForms.Settled(field.Type, value) ?? (value is NullValue ? null : value),
        };
    }

    private static (FieldType Type, string? Target) TypeOf(string field, string stored) => stored switch
    {
        "string" => (FieldType.String, null),
        "number" => (FieldType.Number, null),
        "boolean" => (FieldType.Boolean, null),
        "date" => (FieldType.Date, null),
        "map" or "object" => (FieldType.Object, null),
        "array" => (FieldType.Array, null),
        "geopoint" => (FieldType.GeoPoint, null),
        "polygon" => (FieldType.Polygon, null),
        "file" => (FieldType.File, null),
        "bytes" => (FieldType.Bytes, null),
        ['*', .. var target] => (FieldType.Pointer, target),
        _ when stored.StartsWith(RelationPrefix, StringComparison.Ordinal) && stored.EndsWith('>') => (FieldType.Relation, stored[RelationPrefix.Length..^1]),
        _ => throw new ParseException(ErrorCode.IncorrectType, $"{Excerpt.Of(field)} has the type {Excerpt.Of(stored)}, which does not exist."),
    };

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? ParseJson.ReadText(text) : null;
}
