using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary><c>_Role</c>: a name for users, and for other roles, whose users then have what it has. Names are unique.</summary>
public static class RoleClass
{
    public const string Name = "_Role";
    public const string RoleName = "name";
    public const string Users = "users";
    public const string Roles = "roles";

    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(RoleName, FieldType.String) { Promoted = true },
        new FieldDefinition(Users, FieldType.Relation, UserClass.Name),
        new FieldDefinition(Roles, FieldType.Relation, Name));
}
