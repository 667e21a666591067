using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Logs;

/// <summary>Keeps apps' logs.</summary>
public interface IAppLogStore
{
    /// <summary>Stores lines in their order. Texts must be free of U+0000 and incomplete surrogate pairs.</summary>
    Task AppendAsync(App app, IReadOnlyList<AppLogEntry> entries, CancellationToken cancellationToken);

    /// <summary>Finds lines in the order of their ids.</summary>
    /// <exception cref="Errors.ParseException">124 the search takes too long.</exception>
    Task<IReadOnlyList<AppLogLine>> FindAsync(App app, AppLogQuery query, CancellationToken cancellationToken);

    /// <summary>The id of the newest line; 0 when there is none.</summary>
    Task<long> LastIdAsync(App app, CancellationToken cancellationToken);

    /// <summary>Deletes old lines.</summary>
    /// <param name="before">Lines before this instant go; null: none for their age.</param>
    /// <param name="keep">How many of the newest stay.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> PruneAsync(App app, DateTimeOffset? before, int keep, CancellationToken cancellationToken);
}
