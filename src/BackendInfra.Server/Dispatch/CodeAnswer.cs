using System.Text.Json;

namespace BackendInfra.Server.Dispatch;

/// <summary>What code answered.</summary>
/// <param name="Value">Null for none.</param>
internal sealed record CodeAnswer(JsonElement? Value)
{
    /// <summary>The HTTP status that a function sets; null for the usual one.</summary>
    public int? Status { get; init; }

    /// <summary>The HTTP headers that a function sets, as an object; null for none.</summary>
    public JsonElement? Headers { get; init; }

    /// <summary>The context after the call, as a JSON object; null when it was not sent.</summary>
    public JsonElement? Context { get; init; }
}
