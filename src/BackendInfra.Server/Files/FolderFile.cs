using System.Text.Json;
using System.Text.Json.Serialization;
using BackendInfra.Core.Files;

namespace BackendInfra.Server.Files;

/// <summary>The description that lies beside a file's content.</summary>
internal sealed record FolderFile(string Name, string ContentType, long Length, DateTimeOffset CreatedAt, JsonElement? Metadata, JsonElement? Tags)
{
    public static FolderFile Of(FileDescription description, long length, DateTimeOffset now) =>
        new(description.Name, description.ContentType, length, now, description.Metadata, description.Tags);

    /// <param name="hash">Of the name: names are random, and the content behind one never changes.</param>
    public StoredFile ToStoredFile(string hash) => new(new FileDescription(Name, ContentType, Metadata, Tags), Length, hash, CreatedAt);
}

/// <summary>The description's JSON.</summary>
[JsonSerializable(typeof(FolderFile))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class FolderFileJson : JsonSerializerContext;
