using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Users;

/// <summary>Finds users by their identities at other services.</summary>
public interface IAuthStore
{
    /// <summary>The users who have any of some identities.</summary>
    /// <param name="identities">Ids by the names of their providers.</param>
    Task<IReadOnlyList<LinkedUser>> FindAsync(App app, IReadOnlyDictionary<string, string> identities, CancellationToken cancellationToken);
}
