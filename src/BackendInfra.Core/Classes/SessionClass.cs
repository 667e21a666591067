using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary><c>_Session</c>: one sign-in of one user. Only the hash of its token is kept, and only its user sees it.</summary>
public static class SessionClass
{
    public const string Name = "_Session";
    public const string User = "user";
    public const string InstallationId = "installationId";
    public const string SessionToken = "sessionToken";
    public const string ExpiresAt = "expiresAt";
    public const string CreatedWith = "createdWith";

    public static readonly InternalColumn TokenHash = new("_session_token_hash", InternalColumnType.Text);

    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(User, FieldType.Pointer, UserClass.Name) { Promoted = true },
        new FieldDefinition(InstallationId, FieldType.String),
        new FieldDefinition(SessionToken, FieldType.String) { IsSecret = true },
        new FieldDefinition(ExpiresAt, FieldType.Date),
        new FieldDefinition(CreatedWith, FieldType.Object));

    /// <summary>What the server sets, and no client.</summary>
    public static bool IsServerField(string field) => field is User or InstallationId or SessionToken or ExpiresAt or CreatedWith;
}
