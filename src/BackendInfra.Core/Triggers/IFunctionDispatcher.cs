using System.Text.Json;
using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Triggers;

/// <summary>Finds and runs an app's functions, wherever their code is.</summary>
public interface IFunctionDispatcher
{
    /// <summary>Sorted. Answered from memory.</summary>
    IEnumerable<string> Names(App app);

    /// <summary>Runs a function.</summary>
    /// <returns>Its result; null when it has none.</returns>
    /// <exception cref="Errors.ParseException">141 no such function; the function's own refusal; or it cannot run.</exception>
    Task<JsonElement?> RunAsync(FunctionCall call, CancellationToken cancellationToken);
}
