using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Triggers;

/// <summary>One run of a function.</summary>
/// <param name="Parameters">A JSON object.</param>
public sealed record FunctionCall(App App, string Name, Principal Principal, RequestOrigin Origin, string Parameters)
{
    /// <summary>The transaction that waits for the function; null outside of one.</summary>
    public IStoreTransaction? Transaction { get; init; }

    /// <summary>Takes the HTTP status and headers that the function sets beside its result; null where nothing is answered over HTTP.</summary>
    public Action<int?, IReadOnlyDictionary<string, string>>? Respond { get; init; }
}
