using System.Text.Json;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Plugins;

/// <summary>Runs a function; gives its result, or null for none.</summary>
public delegate Task<JsonElement?> PluginFunction(FunctionCall call, CancellationToken cancellationToken);
