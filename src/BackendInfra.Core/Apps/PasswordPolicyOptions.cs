namespace BackendInfra.Core.Apps;

/// <summary>Which passwords an app takes, and for how long (Parse Server's <c>passwordPolicy</c>).</summary>
public sealed record PasswordPolicyOptions
{
    /// <summary>A regular expression that every new password must match; null: any password.</summary>
    public string? ValidatorPattern { get; init; }

    /// <summary>What a client is told of a password that does not match.</summary>
    public string? ValidationError { get; init; }

    /// <summary>Whether a password that contains the user's name is refused.</summary>
    public bool DoNotAllowUsername { get; init; }

    /// <summary>Days until a password must be changed; null: never.</summary>
    public double? MaxPasswordAge { get; init; }

    /// <summary>How many of a user's last passwords a new one must differ from: 0 to 20.</summary>
    public int MaxPasswordHistory { get; init; }

    /// <summary>Seconds for which the link in a mail resets a password; null: until it is used. A day by default.</summary>
    public int? ResetTokenValidityDuration { get; init; } = 86_400;

    /// <summary>Whether links that were sent before, and are still valid, stay so when one more is sent.</summary>
    public bool ResetTokenReuseIfValid { get; init; }

    /// <summary>Whether asking for a reset succeeds for addresses that nobody has, too; else clients can find out who has an account.</summary>
    public bool ResetPasswordSuccessOnInvalidEmail { get; init; } = true;
}
