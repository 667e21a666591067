using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema;

/// <summary>Types by name, of values, and in messages.</summary>
public static class FieldTypes
{
    public static string Name(FieldType type) => type == FieldType.Acl ? "ACL" : type.ToString();

    public static string Describe(FieldType type, string? targetClass) => type switch
    {
        FieldType.Pointer => $"Pointer<{targetClass}>",
        FieldType.Relation => $"Relation<{targetClass}>",
        _ => Name(type),
    };

    /// <exception cref="ParseException">111 for a type that does not exist.</exception>
    public static FieldType Parse(string name) =>
        name == "ACL" ? FieldType.Acl
        : name != "Acl" && Enum.TryParse<FieldType>(name, ignoreCase: false, out var type) && !char.IsAsciiDigit(name[0]) && Enum.IsDefined(type) ? type
        : throw new ParseException(ErrorCode.IncorrectType, $"invalid field type: {Excerpt.Of(name)}");

    /// <summary>The definition that a field gets when its first value makes it; null for null, which says nothing.</summary>
    public static FieldDefinition? Infer(string name, ParseValue value) => value switch
    {
        StringValue => new(name, FieldType.String),
        NumberValue => new(name, FieldType.Number),
        BooleanValue => new(name, FieldType.Boolean),
        DateValue => new(name, FieldType.Date),
        BytesValue => new(name, FieldType.Bytes),
        PointerValue pointer => new(name, FieldType.Pointer, pointer.ClassName),
        RelationValue relation => new(name, FieldType.Relation, relation.ClassName),
        GeoPointValue => new(name, FieldType.GeoPoint),
        PolygonValue => new(name, FieldType.Polygon),
        FileValue => new(name, FieldType.File),
        ArrayValue => new(name, FieldType.Array),
        ObjectValue => new(name, FieldType.Object),
        _ => null,
    };

    /// <summary>Whether a value can stand in a field; null always can.</summary>
    public static bool Fits(FieldDefinition field, ParseValue value)
    {
        var inferred = Infer(field.Name, value);
        return inferred is null || (inferred.Type == field.Type && inferred.TargetClass == field.TargetClass);
    }
}
