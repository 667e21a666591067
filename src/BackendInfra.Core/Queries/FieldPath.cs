using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>A field, or a place inside an Object field (<c>stock.nyc.count</c>).</summary>
/// <param name="Field">The registry's field; null when the class has no such field, which then counts as unset in every row.</param>
/// <param name="Keys">The way inside the field's value; empty for the field itself.</param>
public sealed record FieldPath(string Name, FieldDefinition? Field, ImmutableArray<string> Keys)
{
    public bool IsNested => !Keys.IsEmpty;

    public override string ToString() => IsNested ? $"{Name}.{string.Join('.', Keys)}" : Name;

    /// <summary>Reads a path as clients write it.</summary>
    /// <exception cref="ParseException">105 when a part cannot be a name, 102 for a path into a field that holds no object.</exception>
    public static FieldPath Parse(ClassSchema schema, string text)
    {
        var parts = text.Split('.');
        if (!Names.IsIdentifier(parts[0]) || parts.Any(part => part.Length is 0 or > 200 || part.Contains('\0') || Names.IsDenied(part)))
            throw Refusals.InvalidKeyName(Values.Excerpt.Of(text));

        var field = schema.Find(parts[0]);
        if (field is not null && parts.Length > 1 && field.Type is not (FieldType.Object or FieldType.Array or FieldType.File or FieldType.GeoPoint))
            throw Refusals.InvalidQuery($"{Values.Excerpt.Of(text)}: {field.Name} is a {field.TypeName}, which has no keys inside.");
        return new FieldPath(parts[0], field, [.. parts.Skip(1)]);
    }

    public static FieldPath Of(FieldDefinition field) => new(field.Name, field, []);

    public bool Equals(FieldPath? other) => other is not null && Name == other.Name && Keys.SequenceEqual(other.Keys);

    public override int GetHashCode() => HashCode.Combine(Name, Keys.Length);
}
