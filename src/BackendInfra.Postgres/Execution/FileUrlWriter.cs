using System.Buffers;
using System.Text.Json;
using BackendInfra.Core.Files;
using BackendInfra.Core.Values;

namespace BackendInfra.Postgres.Execution;

/// <summary>Writes stored values with the URLs of the own files in them, which are not stored.</summary>
internal static class FileUrlWriter
{
    /// <param name="isFile">Whether the value is a File field's own: it has no <c>__type</c>, and the wrapper has opened its object.</param>
    public static void Write(ReadOnlySpan<byte> value, bool isFile, string filesUrl, IBufferWriter<byte> output)
    {
        if (!isFile && value.IndexOf("\"__type\": \"File\""u8) < 0)
        {
            output.Write(value);
            return;
        }

        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = ParseJson.MaxDepth + 1 });
        using var document = JsonDocument.ParseValue(ref reader);
        var own = isFile ? new ArrayBufferWriter<byte>() : null;
        using (var json = new Utf8JsonWriter(own ?? output, ParseJsonText.WriterOptions))
            Write(json, document.RootElement, isFile, filesUrl);
        if (own is not null)
            output.Write(own.WrittenSpan[1..]);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, bool isFile, string filesUrl)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item, isFile: false, filesUrl);
                json.WriteEndArray();
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value, isFile: false, filesUrl);
                }

                if ((isFile || IsFile(value)) && !value.TryGetProperty("url", out _) && value.TryGetProperty("name", out var name))
                    json.WriteString("url", filesUrl + FileUrls.Escape(name.GetString()!));
                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static bool IsFile(JsonElement value) =>
        value.TryGetProperty("__type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("File"u8);
}
