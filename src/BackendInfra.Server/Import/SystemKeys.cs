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
    private const string AuthId = "id";

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
            case (UserClass.Name, UserClass.AuthData) when value.ValueKind == JsonValueKind.Object:
                foreach (var service in value.EnumerateObject())
                    AddAuthData(target, service.Name, service.Value);
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

    /// <summary>A user's id at one service. Tokens and other secrets that Parse Server keeps beside it stay behind.</summary>
    private static void AddAuthData(ImportedObject target, string service, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(AuthId, out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return;
        Core.Schema.Names.RequireField(service);
        var text = new StringValue(id.ValueKind == JsonValueKind.String ? ParseJson.ReadText(id) : id.GetRawText());
        var all = target.Values.GetValueOrDefault(UserClass.AuthData) as ObjectValue ?? ObjectValue.Empty;
        target.Values[UserClass.AuthData] = new ObjectValue(all.Members.SetItem(service, new ObjectValue(ObjectValue.Empty.Members.Add(AuthId, text))));
    }

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : throw Refusals.InvalidJson($"{name} must be a string.");
}
