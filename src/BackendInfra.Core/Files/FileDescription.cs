using System.Text.Json;

namespace BackendInfra.Core.Files;

/// <summary>What is known about a file besides its content.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="ContentType">The type that it is served with; made from the extension, never taken over from a client.</param>
/// <param name="Metadata">A JSON object of the client's.</param>
/// <param name="Tags">A JSON object of the client's.</param>
public sealed record FileDescription(string Name, string ContentType, JsonElement? Metadata = null, JsonElement? Tags = null);
