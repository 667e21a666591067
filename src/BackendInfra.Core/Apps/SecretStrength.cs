namespace BackendInfra.Core.Apps;

/// <summary>Parse Server's measure of keys and passwords.</summary>
public static class SecretStrength
{
    private const int MinLength = 14;
    private const int MinKinds = 3;

    /// <summary>Whether a secret is long enough, and of three of: small letters, capitals, digits, others. Very long ones need not be mixed.</summary>
    public static bool IsStrong(string secret)
    {
        var kinds = (secret.Any(char.IsAsciiLetterLower) ? 1 : 0) + (secret.Any(char.IsAsciiLetterUpper) ? 1 : 0)
            + (secret.Any(char.IsAsciiDigit) ? 1 : 0) + (secret.Any(c => !char.IsAsciiLetterOrDigit(c)) ? 1 : 0);
        return secret.Length >= MinLength && (kinds >= MinKinds || (secret.Length >= 2 * MinLength && secret.Distinct().Count() >= MinLength / 2));
    }
}
