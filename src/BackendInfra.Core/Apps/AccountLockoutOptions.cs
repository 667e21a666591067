namespace BackendInfra.Core.Apps;

/// <summary>Locks an account for a while after wrong passwords (Parse Server's <c>accountLockout</c>). Off without a threshold.</summary>
public sealed record AccountLockoutOptions
{
    /// <summary>Wrong passwords that lock the account: 1 to 999; null: none do.</summary>
    public int? Threshold { get; init; }

    /// <summary>Minutes for which it is locked: 1 to 99,999.</summary>
    public int Duration { get; init; } = 5;

    /// <summary>Whether setting a new password by mail unlocks the account.</summary>
    public bool UnlockOnPasswordReset { get; init; }
}
