using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Users;

/// <summary>Reads and writes the state of accounts that no plan can name: attempts, locks, ages of passwords.</summary>
public interface IAccountStore
{
    Task<Account?> FindAsync(App app, string userId, CancellationToken cancellationToken);

    /// <summary>Notes the result of one attempt to log in, unless the account is locked: one statement, so that attempts at once cannot outrun the lock.</summary>
    /// <param name="userId">Null for a name that nobody has; it costs the same time.</param>
    /// <param name="now">The attempt's instant; a lock that ends before it counts for nothing.</param>
    /// <returns>Whether the attempt counts; false when the account is locked, so that its result must not be told.</returns>
    Task<bool> CountAttemptAsync(App app, string? userId, bool succeeded, int threshold, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken);

    /// <summary>Lets the age of a password begin that was set before ages were kept.</summary>
    Task StartPasswordAgeAsync(App app, string userId, DateTimeOffset now, CancellationToken cancellationToken);
}
