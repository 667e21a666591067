using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Logs;

/// <summary>Deletes lines that are older, or more, than their app keeps.</summary>
internal sealed class LogCleaner(IAppLogStore store, TimeProvider time)
{
    public Task<int> CleanAsync(App app, CancellationToken cancellationToken)
    {
        var options = app.Options.Logs;
        return store.PruneAsync(app, options.Days is { } days ? time.GetUtcNow().AddDays(-days) : null, options.MaxLines, cancellationToken);
    }
}
