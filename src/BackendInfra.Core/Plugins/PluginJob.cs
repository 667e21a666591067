using BackendInfra.Core.Jobs;

namespace BackendInfra.Core.Plugins;

/// <summary>Runs a job to its end; gives its last words, or null for none.</summary>
/// <param name="report">Takes a message about its progress.</param>
public delegate Task<string?> PluginJob(JobCall call, Func<string, Task> report, CancellationToken cancellationToken);
