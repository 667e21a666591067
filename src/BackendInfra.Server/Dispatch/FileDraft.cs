using System.Text.Json;

namespace BackendInfra.Server.Dispatch;

/// <summary>A file that is about to be stored.</summary>
/// <param name="Name">As the client gives it.</param>
/// <param name="ContentType">As the client declares it.</param>
internal sealed record FileDraft(string Name, string? ContentType, ReadOnlyMemory<byte> Content, JsonElement? Metadata, JsonElement? Tags)
{
    /// <summary>The URL of a file that is stored already and takes this one's place; null for none.</summary>
    public string? Url { get; init; }
}
