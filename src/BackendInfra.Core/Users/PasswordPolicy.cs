using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Users;

/// <summary>What an app's policy says of a new password, without looking at any stored one.</summary>
internal static class PasswordPolicy
{
    /// <exception cref="ParseException">142.</exception>
    public static void RequirePattern(PasswordPolicyOptions policy, string password)
    {
        if (policy.ValidatorPattern is { } pattern && !PasswordPattern.IsMatch(pattern, password))
            throw Refused(policy.ValidationError ?? "Password does not meet the Password Policy requirements.");
    }

    /// <exception cref="ParseException">142.</exception>
    public static void RequireNoUsername(PasswordPolicyOptions policy, string password, string? username)
    {
        if (policy.DoNotAllowUsername && !string.IsNullOrEmpty(username) && password.Contains(username, StringComparison.OrdinalIgnoreCase))
            throw Refused("Password cannot contain your username.");
    }

    public static ParseException Repeated(PasswordPolicyOptions policy) =>
        Refused($"New password should not be the same as last {policy.MaxPasswordHistory} passwords.");

    private static ParseException Refused(string message) => new(ErrorCode.ValidationError, message);
}
