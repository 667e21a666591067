using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Schema;

/// <summary>
/// Changes of snapshots, and what is refused about them (reference §11). Pure: the registry turns the difference between
/// two snapshots into DDL, so whatever is refused here has changed nothing.
/// </summary>
public static class SchemaEditor
{
    /// <summary>Checks that the schema API may change classes.</summary>
    /// <exception cref="ParseException">119 when the app's schemas are locked.</exception>
    public static void RequireUnlocked(AppOptions options)
    {
        if (options.LockSchemas)
            throw Refusals.Forbidden("Cannot perform this operation when schemas options is used.");
    }

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
            if (field.IsSystem || SystemClasses.Owns(schema.Name, name))
                throw CannotChange(name);
            schema = schema with
            {
                Fields = schema.Fields.Remove(name),
                Indexes = [.. schema.Indexes.Where(index => !index.Fields.Contains(name))],
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
    /// <exception cref="ParseException">103 when there is no such class, 255 for a class that every app has.</exception>
    public static SchemaSnapshot Delete(SchemaSnapshot snapshot, string className)
    {
        if (snapshot.Find(className) is null)
            throw Refusals.ClassDoesNotExist(Values.Excerpt.Of(className));
        return SystemClasses.All.Any(schema => schema.Name == className)
            ? throw new ParseException(ErrorCode.InvalidSchemaOperation, $"Class {className} belongs to the system and cannot be deleted.")
            : snapshot.Without(className);
    }

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
            schema = IndexRules.Add(schema, index);

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
            throw new ParseException(ErrorCode.ImmutableField, $"field {field.Name} cannot be added");
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

    private static ParseException NoSuchField(string name) =>
        new(ErrorCode.InvalidSchemaOperation, $"Field {Values.Excerpt.Of(name)} does not exist, cannot delete.");

    private static ParseException CannotChange(string name) =>
        new(ErrorCode.ImmutableField, $"field {name} cannot be changed");
}
