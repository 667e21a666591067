using BackendInfra.Core.Apps;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Users;

/// <summary>Reads and writes the state of accounts that no plan can name: attempts, locks, ages of passwords.</summary>
public interface IAccountStore
{
    Task<Account?> FindAsync(App app, string userId, CancellationToken cancellationToken);

    /// <summary>Notes the result of one attempt to log in, unless the account is locked: one statement, so that attempts at once cannot outrun the lock.</summary>
    /// <param name="now">The attempt's instant; a lock that ends before it counts for nothing.</param>
    /// <returns>Whether the attempt counts; false when the account is locked, so that its result must not be told.</returns>
    Task<bool> CountAttemptAsync(App app, string userId, bool succeeded, int threshold, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken);

    /// <summary>As <see cref="CountAttemptAsync"/> for a name that nobody has, so that it locks, too, and on all servers.</summary>
    /// <param name="name">A hash of it.</param>
    Task<bool> CountUnknownAsync(App app, string name, int threshold, DateTimeOffset now, DateTimeOffset lockedUntil, CancellationToken cancellationToken);

    /// <summary>The user with an address, or without one but with it as his name.</summary>
    Task<Account?> FindByEmailAsync(App app, string email, CancellationToken cancellationToken);

    /// <summary>Gives a user a token.</summary>
    /// <param name="email">The address that it is sent to; nothing happens when the user has another one by now.</param>
    /// <param name="keepsValid">Whether tokens that are still valid stay beside it, for as long as they were to; else they end.</param>
    /// <returns>Whether the user has it now.</returns>
    Task<bool> AddTokenAsync(App app, AccountToken token, Account account, string hash, DateTimeOffset now, DateTimeOffset? expiresAt, bool keepsValid, CancellationToken cancellationToken);

    /// <summary>The user, if he holds a token that is still valid.</summary>
    Task<Account?> FindByTokenAsync(App app, TokenCondition condition, string userId, CancellationToken cancellationToken);

    /// <summary>Lets the age of a password begin that was set before ages were kept.</summary>
    Task StartPasswordAgeAsync(App app, string userId, DateTimeOffset now, CancellationToken cancellationToken);
}
