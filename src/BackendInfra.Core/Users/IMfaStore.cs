using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Users;

/// <summary>Keeps second factors. Whatever may be used once is used up by one statement, so that of two at once one fails (rule 13).</summary>
public interface IMfaStore
{
    Task<bool> IsOnAsync(App app, string userId, CancellationToken cancellationToken);

    /// <summary>Counts an attempt; the last of a number of them locks the factor for all that follow.</summary>
    /// <returns>Null for a user without a second factor.</returns>
    Task<MfaAttempt?> AttemptAsync(App app, string userId, int attempts, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken);

    /// <summary>Uses a step of time up, and with it all earlier ones; a right attempt also ends the counting.</summary>
    /// <returns>False when it, or a later one, has been used.</returns>
    Task<bool> UseStepAsync(App app, string userId, string secret, int step, CancellationToken cancellationToken);

    /// <summary>Uses the recovery code with a hash up.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> UseRecoveryCodeAsync(App app, string userId, string hash, CancellationToken cancellationToken);
}
