using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users.Providers;

/// <summary>Who makes a service's tokens: as its options say, or as is known of its name.</summary>
internal static class OidcIssuers
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["google"] = ["https://accounts.google.com", "accounts.google.com"],
        ["apple"] = ["https://appleid.apple.com"],

        // The tenant of personal accounts; an organisation's has an issuer of its own.
        ["microsoft"] = ["https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"],
    };

    public static bool Knows(string provider) => Known.ContainsKey(provider);

    /// <summary>The first one is where the service's keys are found.</summary>
    /// <exception cref="Core.Errors.ParseException">252 when nothing says it.</exception>
    public static string[] Of(AuthClaim claim) =>
        claim.Options.Issuer is { Length: > 0 } issuer ? [issuer] : Known.GetValueOrDefault(claim.Provider) ?? throw claim.NotSetUp();
}
