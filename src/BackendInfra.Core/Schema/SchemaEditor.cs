using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Schema;

/// <summary>
/// Changes of snapshots, and what is refused about them (reference §11). Pure: the registry turns the difference between
/// two snapshots into DDL, so whatever is refused here has changed nothing.
/// </summary>
public static class SchemaEditor
{
    /// <exception cref="ParseException">103 exists or bad name, 105 bad field, 111 bad type or default, 135 no target.</exception>
    public static SchemaSnapshot Create(SchemaSnapshot snapshot, ClassEdit edit, AppOptions options)
    {
        Names.RequireClass(edit.ClassName);
        if (Names.IsSystemClass(edit.ClassName))
            throw Refusals.InvalidClassName(edit.ClassName);
        if (snapshot.Find(edit.ClassName) is not null)
            throw new ParseException(ErrorCode.InvalidClassName, $"Class {edit.ClassName} already exists.");
        if (edit.DeleteFields.FirstOrDefault() is { } missing)
            throw NoSuchField(missing);

        var schema = new ClassSchema(edit.ClassName)
        {
            Permissions = edit.Permissions ?? DefaultPermissions(options),
        };
        return Changed(snapshot, schema, edit, options);
    }

    /// <exception cref="ParseException">As <see cref="Create"/>, and 103 missing class, 136 system field, 255 type change or unknown field.</exception>
    public static SchemaSnapshot Update(SchemaSnapshot snapshot, ClassEdit edit, AppOptions options)
    {
        var schema = snapshot.Find(edit.ClassName) ?? throw Refusals.ClassDoesNotExist(Values.Excerpt.Of(edit.ClassName));
        foreach (var name in edit.DeleteFields)
        {
            var field = schema.Find(name) ?? throw NoSuchField(name);
            if (field.IsSystem)
                throw CannotChange(name);
            schema = schema with
            {
                Fields = schema.Fields.Remove(name),
                Indexes = [.. schema.Indexes.Where(index => index.Keys.All(key => key.Field != name))],
            };
        }

        foreach (var name in edit.DeleteIndexes)
        {
            var index = schema.Indexes.FirstOrDefault(i => i.Name == name)
                ?? throw Refusals.InvalidQuery($"Index {Values.Excerpt.Of(name)} does not exist, cannot delete.");
            schema = schema with { Indexes = schema.Indexes.Remove(index) };
        }

        if (edit.Permissions is not null)
            schema = schema with { Permissions = edit.Permissions };
        return Changed(snapshot, schema, edit, options);
    }

    /// <summary>Drops a class. That it is empty is checked where its rows are, under the lock.</summary>
    /// <exception cref="ParseException">103 when there is no such class.</exception>
    public static SchemaSnapshot Delete(SchemaSnapshot snapshot, string className) =>
        snapshot.Find(className) is null ? throw Refusals.ClassDoesNotExist(Values.Excerpt.Of(className)) : snapshot.Without(className);

    /// <summary>Adds a field that a write brought, unless another write was quicker: then the types must agree.</summary>
    /// <exception cref="ParseException">111 when the field exists with another type; as <see cref="Create"/> otherwise.</exception>
    public static SchemaSnapshot EnsureField(SchemaSnapshot snapshot, string className, FieldDefinition field, AppOptions options)
    {
        var schema = snapshot.Find(className) ?? throw Refusals.ClassDoesNotExist(className);
        if (schema.Find(field.Name) is not { } existing)
            return Changed(snapshot, schema, new ClassEdit(className) { SetFields = [field] }, options);
        if (existing.Type != field.Type || existing.TargetClass != field.TargetClass)
            throw Refusals.SchemaMismatch(className, field.Name, existing.TypeName, field.TypeName);
        return field.PointedClasses.IsSubsetOf(existing.PointedClasses)
            ? snapshot
            : snapshot.With(schema.With(existing with { PointedClasses = existing.PointedClasses.Union(field.PointedClasses) }));
    }

    public static ClassLevelPermissions DefaultPermissions(AppOptions options) =>
        options.DefaultClassLevelPermissions == Apps.DefaultPermissions.Public
            ? ClassLevelPermissions.Public
            : ClassLevelPermissions.Protected;

    private static SchemaSnapshot Changed(SchemaSnapshot snapshot, ClassSchema schema, ClassEdit edit, AppOptions options)
    {
        foreach (var field in edit.SetFields)
            schema = SetField(schema, field);
        foreach (var index in edit.AddIndexes)
            schema = AddIndex(schema, index);

        if (schema.Fields.Count > options.Limits.FieldsPerClass)
            throw new ParseException(ErrorCode.ExceededQuota, $"Class {schema.Name} would have more than {options.Limits.FieldsPerClass} fields.");
        if (schema.Fields.Values.Where(f => f.Type == FieldType.GeoPoint).Take(2).ToArray() is [var first, var second])
            throw new ParseException(ErrorCode.IncorrectType, $"currently, only one GeoPoint field may exist in an object. Adding {second.Name} when {first.Name} already exists.");
        FieldRules.CheckPermissions(schema);
        return snapshot.With(schema);
    }

    private static ClassSchema SetField(ClassSchema schema, FieldDefinition field)
    {
        if (field.IsSystem)
            throw CannotChange(field.Name);
        FieldRules.Check(schema.Name, field);

        // A null is no default; as one it would be stored, where nulls never are.
        if (field.DefaultValue is Values.NullValue)
            field = field with { DefaultValue = null };
        var promoted = field.Type is FieldType.Pointer or FieldType.GeoPoint;
        if (schema.Find(field.Name) is not { } existing)
            return schema.With(field with { Promoted = promoted });
        if (existing.Type != field.Type || existing.TargetClass != field.TargetClass)
            throw new ParseException(ErrorCode.InvalidSchemaOperation, $"Field {field.Name} exists, cannot update.");
        return schema.With(existing with { Required = field.Required, DefaultValue = field.DefaultValue });
    }

    private static ClassSchema AddIndex(ClassSchema schema, IndexDefinition index)
    {
        if (!Names.IsIdentifier(index.Name.TrimStart('_')) || index.Name.Length > Names.MaxBytes)
            throw Refusals.InvalidQuery($"Invalid index name: {Values.Excerpt.Of(index.Name)}");
        if (schema.Indexes.Any(i => i.Name == index.Name))
            throw Refusals.InvalidQuery($"Index {index.Name} exists, cannot update.");

        if (index.Keys.IsEmpty)
            throw Refusals.InvalidQuery($"Index {index.Name} has no fields.");
        foreach (var key in index.Keys)
        {
            var field = schema.Find(key.Field)
                ?? throw Refusals.InvalidQuery($"Field {Values.Excerpt.Of(key.Field)} does not exist, cannot add index.");
            if (field.Type is FieldType.Relation or FieldType.Acl or FieldType.File or FieldType.GeoPoint or FieldType.Polygon or FieldType.Object)
                throw Refusals.InvalidQuery($"Field {field.Name} is a {field.TypeName}, which cannot be indexed.");
            if (field.Type == FieldType.Array && index.Keys.Length > 1)
                throw Refusals.InvalidQuery($"Field {field.Name} is an Array, which can only be indexed alone.");
            if (field.Type == FieldType.Array && index.Unique)
                throw Refusals.InvalidQuery($"Field {field.Name} is an Array, whose index cannot be unique.");
            if (key.IsText && (field.Type != FieldType.String || field.IsSystem || index.Keys.Length > 1 || index.Unique))
                throw Refusals.InvalidQuery($"Index {index.Name}: a text index is on one String field and is not unique.");
            if (!field.IsSystem)
                schema = schema.With(field with { Promoted = true });
        }

        return schema with { Indexes = schema.Indexes.Add(index) };
    }

    private static ParseException NoSuchField(string name) =>
        new(ErrorCode.InvalidSchemaOperation, $"Field {Values.Excerpt.Of(name)} does not exist, cannot delete.");

    private static ParseException CannotChange(string name) =>
        new(ErrorCode.ImmutableField, $"field {name} cannot be changed");
}
