using System.Text.Json;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Releases as clients see them.</summary>
internal static class ReleasesJson
{
    /// <param name="files">The files in it; null to leave them out.</param>
    public static void Write(Utf8JsonWriter json, Release release, IEnumerable<BundleFile>? files = null)
    {
        json.WriteStartObject();
        json.WriteNumber("number", release.Number);
        json.WriteBoolean("active", release.IsActive);
        json.WriteString("createdAt", IsoDate.Format(release.CreatedAt));
        json.WriteString("message", release.Comment);
        json.WriteString("digest", release.Digest);
        json.WriteNumber("size", release.Size);
        if (files is not null)
        {
            json.WriteStartArray("files");
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteNumber("size", file.Content.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Deployment deployment)
    {
        json.WriteStartObject();
        json.WritePropertyName("release");
        if (deployment.Release is { } release)
            Write(json, release);
        else
            json.WriteNullValue();
        json.WriteBoolean("unchanged", deployment.IsUnchanged);
        json.WritePropertyName("definitions");
        CloudDefinitionsJson.Write(json, deployment.Definitions);
        json.WriteStartArray("ignored");
        foreach (var path in deployment.Ignored)
            json.WriteStringValue(path);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static Release ReadRelease(JsonElement json) => new(
        json.GetProperty("number").GetInt32(),
        IsoDate.Parse(json.GetProperty("createdAt").GetString()!),
        json.GetProperty("message").GetString()!,
        json.GetProperty("digest").GetString()!,
        json.GetProperty("size").GetInt32(),
        json.GetProperty("active").GetBoolean());

    public static Deployment ReadDeployment(JsonElement json) => new(
        json.GetProperty("release") is { ValueKind: JsonValueKind.Object } release ? ReadRelease(release) : null,
        CloudDefinitionsJson.Read(json.GetProperty("definitions")),
        json.GetProperty("unchanged").GetBoolean(),
        [.. json.GetProperty("ignored").EnumerateArray().Select(path => path.GetString()!)]);
}
