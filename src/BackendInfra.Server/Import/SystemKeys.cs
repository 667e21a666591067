using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>
/// What objects of system classes hold beside their fields. Password hashes and, where they are wanted, sessions live on;
/// tokens that were mailed, counts of failed log-ins and the like end with the old server.
/// </summary>
internal static class SystemKeys
{
    private const string AuthDataPrefix = "_auth_data_";

    /// <returns>Whether the key is one of the class's.</returns>
    /// <exception cref="ParseException">105 a password that is no hash, 107 what has not the form of such a key.</exception>
    public static bool Read(ImportedObject target, string className, string name, JsonElement value)
    {
        switch (className, name)
        {
            // Parse.com's exports call it bcryptPassword.
            case (UserClass.Name, "_hashed_password" or "bcryptPassword"):
                if (value.ValueKind != JsonValueKind.Null)
                    target.Internal.Add(new InternalValue(UserClass.HashedPassword, Text(name, value)));
                return true;
            case (UserClass.Name, UserClass.Password):
                throw new ParseException(ErrorCode.InvalidKeyName, "password: users come with the hash of their password, as _hashed_password, or without one.");
            case (UserClass.Name, "_email_verify_token" or "_email_verify_token_expires_at" or "_perishable_token" or "_perishable_token_expires_at"
                or "_password_changed_at" or "_password_history" or "_failed_login_count" or "_account_lockout_expires_at" or "_tombstone"):
            case (UserClass.Name, "_session_token" or SessionClass.SessionToken):
                return true;
            case (UserClass.Name, _) when name.StartsWith(AuthDataPrefix, StringComparison.Ordinal):
                AddAuthData(target, name[AuthDataPrefix.Length..], value);
                return true;
            case (SessionClass.Name, "_session_token" or SessionClass.SessionToken):
                target.Internal.Add(new InternalValue(SessionClass.TokenHash, SessionToken.Hash(Text(name, value))));
                return true;
            default:
                return false;
        }
    }

    /// <summary>One service's data; authData holds those of all services by their names.</summary>
    private static void AddAuthData(ImportedObject target, string service, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return;
        Core.Schema.Names.RequireField(service);
        var all = target.Values.GetValueOrDefault(UserClass.AuthData) as ObjectValue ?? ObjectValue.Empty;
        target.Values[UserClass.AuthData] = new ObjectValue(all.Members.SetItem(service, ParseJson.Read(value)));
    }

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : throw Refusals.InvalidJson($"{name} must be a string.");
}
