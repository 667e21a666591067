using System.Collections.Immutable;
using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Documents;

/// <summary>The trusted list of each app. Servers follow a change within moments.</summary>
public interface ITrustedDocumentStore
{
    /// <summary>The text of a document by its id, or by <c>sha256:</c> and its hash; null when there is none.</summary>
    Task<string?> FindAsync(App app, string id, CancellationToken cancellationToken);

    /// <summary>Documents sorted by id, those after an id.</summary>
    Task<IReadOnlyList<TrustedDocument>> ListAsync(App app, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Adds documents, in the place of those that have their ids.</summary>
    /// <param name="replaces">Whether all others are deleted.</param>
    /// <exception cref="Errors.ParseException">140 the list would be too long; nothing is changed.</exception>
    Task AddAsync(App app, ImmutableArray<TrustedDocument> documents, bool replaces, CancellationToken cancellationToken);

    /// <returns>False when there is none of that id.</returns>
    Task<bool> DeleteAsync(App app, string id, CancellationToken cancellationToken);
}
