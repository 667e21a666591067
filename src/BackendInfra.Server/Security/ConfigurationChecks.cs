using System.Net;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Security;

/// <summary>What an app's keys and options say.</summary>
internal static class ConfigurationChecks
{
    /// <param name="introspects">Whether clients may introspect the GraphQL schema.</param>
    /// <param name="isTesting">Whether the server serves tests.</param>
    public static SecurityGroup Of(App app, bool introspects, bool isTesting)
    {
        var (keys, options) = (app.Keys, app.Options);
        return new("Parse Server Configuration",
        [
            new(
                "Secure master key",
                SecretStrength.IsStrong(keys.Master) && SecretStrength.IsStrong(keys.Maintenance) && SecretStrength.IsStrong(keys.ReadOnlyMaster),
                "The master, read-only master or maintenance key is insecure and vulnerable to brute force attacks.",
                "Make an app with keys of the server's, which are long and random."),
            new(
                "Keys of their own",
                AreDifferent(keys),
                "A key that clients know is also a master, read-only master, maintenance or webhook key.",
                "Give every purpose a key of its own."),
            new(
                "Master key IP range restricted",
                !options.MasterKeyIps.Any(IsEverywhere),
                "The master keys are taken from any address, which increases the attack surface if one is compromised.",
                "Set 'masterKeyIps' to the addresses and networks that need them."),
            new(
                "Client class creation disabled",
                !options.AllowClientClassCreation,
                "Attackers are allowed to create new classes without restriction and flood the database.",
                "Set 'allowClientClassCreation' to false."),
            new(
                "New classes are protected",
                options.DefaultClassLevelPermissions == DefaultPermissions.Protected,
                "A class that is made without permissions is open to everybody.",
                "Set 'defaultClassLevelPermissions' to protected."),
            new(
                "Custom object ids disabled",
                !options.AllowCustomObjectId,
                "Clients choose the ids of what they create, so they can take ids that others rely on or that are easy to guess.",
                "Set 'allowCustomObjectId' to false."),
            new(
                "Users are created without public access",
                options.EnforcePrivateUsers,
                "Users with public read access are exposed to anyone who knows their object IDs, or to anyone who can query the Parse.User class.",
                "Set 'enforcePrivateUsers' to true."),
            new(
                "GraphQL public introspection disabled",
                !introspects,
                "GraphQL public introspection is enabled, which allows anyone to access the GraphQL schema.",
                "Set 'graphQLPublicIntrospection' to false; the master key introspects all the same."),
            new(
                "Request complexity limits enabled",
                !Limits(options).Any(limit => limit == int.MaxValue),
                "A limit of what one request may ask for is disabled, which may allow denial-of-service attacks.",
                "Set all of 'limits' to what your clients need."),
            new(
                "Password policy set",
                options.PasswordPolicy.ValidatorPattern is not null,
                "Users may choose any password, however short.",
                "Set 'passwordPolicy.validatorPattern', such as ^.{12,}$."),
            new(
                "Account lock-out enabled",
                options.AccountLockout.Threshold is not null,
                "Passwords can be guessed without end.",
                "Set 'accountLockout.threshold', such as 5."),
            new(
                "Password reset endpoint user enumeration mitigated",
                options.PasswordPolicy.ResetPasswordSuccessOnInvalidEmail,
                "The password reset endpoint tells which e-mail addresses have an account.",
                "Set 'passwordPolicy.resetPasswordSuccessOnInvalidEmail' to true."),
            new(
                "Email verification endpoint user enumeration mitigated",
                options.EmailVerifySuccessOnInvalidEmail,
                "The e-mail verification endpoint tells which e-mail addresses have an account.",
                "Set 'emailVerifySuccessOnInvalidEmail' to true."),
            new(
                "File uploads restricted",
                !options.FileUpload.EnableForPublic && !options.FileUpload.FileExtensions.Contains(FileUploadOptions.Everything),
                "Everybody may upload files, or files of every kind.",
                "Set 'fileUpload.enableForPublic' to false and list the kinds you need in 'fileUpload.fileExtensions'."),
            new(
                "Foreign file URLs restricted",
                !options.FileUpload.AllowedFileUrlDomains.Contains(FileUploadOptions.Everything),
                "File fields may name files on any host.",
                "List the hosts you need in 'fileUpload.allowedFileUrlDomains'."),
            new(
                "Encrypted public address",
                options.PublicServerUrl is null || options.PublicServerUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase),
                "Links in mails and URLs of files lead to an address without encryption.",
                "Set 'publicServerUrl' to an address that begins with https."),
            new(
                "Testing disabled",
                !isTesting,
                "The server serves tests: the master key empties an app with one request.",
                "Start the server without the setting 'Testing'."),
        ]);
    }

    private static bool AreDifferent(AppKeys keys)
    {
        string[] secret = [keys.Master, keys.ReadOnlyMaster, keys.Maintenance, keys.Webhook];
        string[] known = [keys.Client, keys.JavaScript, keys.Rest, keys.DotNet];
        return secret.Distinct(StringComparer.Ordinal).Count() == secret.Length && !secret.Intersect(known, StringComparer.Ordinal).Any();
    }

    private static bool IsEverywhere(string allowed) =>
        IPNetwork.TryParse(allowed, out var network) ? network.PrefixLength == 0 : allowed is "0.0.0.0" or "::";

    private static IEnumerable<int> Limits(AppOptions options) => typeof(RequestLimits).GetProperties()
        .Where(property => property.PropertyType == typeof(int))
        .Select(property => (int)property.GetValue(options.Limits)!);
}
