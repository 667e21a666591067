using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Users;

/// <summary>Reads and writes what no plan can name: password hashes and session tokens.</summary>
public interface IUserStore
{
    /// <summary>The user with a name, or else with an e-mail address, whatever the case. A user whose ACL is empty is locked and not found.</summary>
    Task<StoredUser?> FindAsync(App app, string login, CancellationToken cancellationToken);

    /// <summary>The session with the hash of a token, and its user's roles, resolved through all levels; from memory where it was found lately and nothing of it has changed. It may have ended.</summary>
    ValueTask<StoredSession?> FindSessionAsync(App app, string tokenHash, CancellationToken cancellationToken);

    /// <summary>Replaces a hash, unless the password has been changed in the meantime.</summary>
    Task ReplaceHashAsync(App app, StoredUser user, string newHash, CancellationToken cancellationToken);

    /// <summary>Lets a session end later, unless it has ended already.</summary>
    Task ExtendSessionAsync(App app, StoredSession session, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}
