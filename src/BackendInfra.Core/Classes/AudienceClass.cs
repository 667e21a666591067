using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary><c>_Audience</c>: named queries over installations. An app has the class from its first audience on; only the master key reaches it.</summary>
public static class AudienceClass
{
    public const string Name = "_Audience";
    public const string AudienceName = "name";

    /// <summary>A JSON text.</summary>
    public const string Query = "query";

    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(AudienceName, FieldType.String),
        new FieldDefinition(Query, FieldType.String),
        new FieldDefinition("lastUsed", FieldType.Date),
        new FieldDefinition("timesUsed", FieldType.Number)) with
    {
        Permissions = ClassLevelPermissions.Protected,
    };

    /// <summary>The classes with this one; gives back its argument when it is there.</summary>
    public static SchemaSnapshot EnsureIn(SchemaSnapshot snapshot) => snapshot.Find(Name) is null ? snapshot.With(Schema) : snapshot;
}
