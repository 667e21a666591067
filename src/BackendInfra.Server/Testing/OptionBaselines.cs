using System.Collections.Concurrent;
using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Testing;

/// <summary>The options that apps had before tests changed them on this server.</summary>
internal sealed class OptionBaselines
{
    private readonly ConcurrentDictionary<string, AppOptions> _baselines = new(StringComparer.Ordinal);

    public AppOptions Of(App app) => _baselines.GetOrAdd(app.Id, app.Options);
}
