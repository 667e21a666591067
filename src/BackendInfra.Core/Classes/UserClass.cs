using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary>
/// <c>_User</c>: who can sign in. The password is a field on the way in only: its hash has a column of its own.
/// User names and e-mail addresses are unique whatever their case.
/// </summary>
public static class UserClass
{
    public const string Name = "_User";
    public const string Username = "username";
    public const string Password = "password";
    public const string Email = "email";
    public const string EmailVerified = "emailVerified";
    public const string AuthData = "authData";

    public static readonly InternalColumn HashedPassword = new("_hashed_password", InternalColumnType.Text);
    public static readonly InternalColumn FailedLogins = new("_failed_login_count", InternalColumnType.Integer);
    public static readonly InternalColumn LockedUntil = new("_account_lockout_expires_at", InternalColumnType.Timestamp);
    public static readonly InternalColumn PasswordChangedAt = new("_password_changed_at", InternalColumnType.Timestamp);
    public static readonly InternalColumn PasswordHistory = new("_password_history", InternalColumnType.TextList);
    public static readonly InternalColumn ResetTokens = new("_perishable_token_hashes", InternalColumnType.TextList);
    public static readonly InternalColumn ResetTokensExpireAt = new("_perishable_token_expires_at", InternalColumnType.Timestamp);
    public static readonly InternalColumn VerifyTokens = new("_email_verify_token_hashes", InternalColumnType.TextList);
    public static readonly InternalColumn VerifyTokensExpireAt = new("_email_verify_token_expires_at", InternalColumnType.Timestamp);

    /// <summary>What codes of the second factor are made with, in base32.</summary>
    public static readonly InternalColumn MfaSecret = new("_mfa_secret", InternalColumnType.Text);

    /// <summary>The latest step of time whose code was used.</summary>
    public static readonly InternalColumn MfaStep = new("_mfa_step", InternalColumnType.Integer);
    public static readonly InternalColumn MfaRecovery = new("_mfa_recovery", InternalColumnType.TextList);
    public static readonly InternalColumn MfaAttempts = new("_mfa_attempts", InternalColumnType.Integer);
    public static readonly InternalColumn MfaLockedUntil = new("_mfa_locked_until", InternalColumnType.Timestamp);

    public static IReadOnlyList<InternalColumn> InternalColumns =>
    [
        HashedPassword, FailedLogins, LockedUntil, PasswordChangedAt, PasswordHistory, ResetTokens, ResetTokensExpireAt, VerifyTokens, VerifyTokensExpireAt,
        MfaSecret, MfaStep, MfaRecovery, MfaAttempts, MfaLockedUntil,
    ];

    /// <summary>Parse's permissions: open, so that clients can sign up; rows are guarded by their ACL, addresses are hidden.</summary>
    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(Username, FieldType.String) { Promoted = true },
        new FieldDefinition(Password, FieldType.String) { IsSecret = true },
        new FieldDefinition(Email, FieldType.String) { Promoted = true },
        new FieldDefinition(EmailVerified, FieldType.Boolean),
        new FieldDefinition(AuthData, FieldType.Object)) with
    {
        Permissions = ClassLevelPermissions.Public with
        {
            ProtectedFields = ClassLevelPermissions.Public.ProtectedFields.SetItem(OperationRule.Everyone, [Email]),
        },
    };
}
