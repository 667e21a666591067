using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Schema;

/// <summary>What a field definition must fulfil by itself.</summary>
internal static class FieldRules
{
    /// <exception cref="ParseException">105 name, 111 type, option or default, 135 no target class, 103 bad target class.</exception>
    public static void Check(string className, FieldDefinition field)
    {
        Names.RequireField(field.Name);
        if (field.Type == FieldType.Acl)
            throw new ParseException(ErrorCode.IncorrectType, "invalid field type: ACL");

        if (field.Type is FieldType.Pointer or FieldType.Relation)
        {
            if (field.TargetClass is null)
                throw new ParseException(ErrorCode.MissingRequiredField, $"type {field.Type} needs a class name");
            Names.RequireClass(field.TargetClass);
        }

        if (field.Type == FieldType.Relation && field.Required)
            throw new ParseException(ErrorCode.IncorrectType, "The 'required' option is not applicable for Relation");
        if (field.Type == FieldType.Relation && field.DefaultValue is not null)
            throw new ParseException(ErrorCode.IncorrectType, "The 'default value' option is not applicable for Relation");
        if (field.DefaultValue is { } value && !FieldTypes.Fits(field, value))
        {
            throw new ParseException(
                ErrorCode.IncorrectType,
                $"schema mismatch for {className}.{field.Name} default value; expected {field.TypeName} but got {value.TypeName}");
        }
    }

    /// <summary>Protected and pointer fields must exist, or the permission would protect nothing.</summary>
    /// <exception cref="ParseException">107.</exception>
    public static void CheckPermissions(ClassSchema schema)
    {
        var permissions = schema.Permissions;
        var named = permissions.ProtectedFields.Values.SelectMany(fields => fields)
            .Concat(permissions.ReadUserFields)
            .Concat(permissions.WriteUserFields)
            .Concat(permissions.Rules.Values.SelectMany(rule => rule.PointerFields));
        if (named.FirstOrDefault(name => schema.Find(name) is null) is { } missing)
            throw Refusals.InvalidJson($"Field '{missing}' in the class level permissions of {schema.Name} does not exist");

        foreach (var name in permissions.UserFields)
        {
            if (schema.Find(name) is not ({ Type: FieldType.Pointer, TargetClass: UserClass.Name } or { Type: FieldType.Array }))
                throw Refusals.InvalidJson($"'{name}' is not a valid column for class level pointer permissions: it must be a Pointer to _User or an Array");
        }
    }
}
