using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Values;

/// <summary>Values as JSON text, for parameters and the catalog; and back from the stored form.</summary>
public static class ParseJsonText
{
    /// <summary>Texts stay readable and short; what goes into HTML is never made with this writer.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Wire(ParseValue value) => Text(json => ParseJsonWriter.WriteWire(json, value));

    public static string Stored(ParseValue value) => Text(json => ParseJsonWriter.WriteStored(json, value));

    public static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a field's value from its stored form, which names no type: the field does.</summary>
    public static ParseValue ReadStored(JsonElement json, FieldDefinition field) =>
        json.ValueKind == JsonValueKind.Null ? ParseValue.Null : field.Type switch
        {
            FieldType.Date => new DateValue(json.GetString()!),
            FieldType.Bytes => new BytesValue(json.GetString()!),
            FieldType.Pointer => new PointerValue(field.TargetClass!, json.GetString()!),
            FieldType.GeoPoint => new GeoPointValue(json.GetProperty("latitude").GetDouble(), json.GetProperty("longitude").GetDouble()),
            FieldType.Polygon => new PolygonValue([.. json.EnumerateArray().Select(p => new GeoPointValue(p[0].GetDouble(), p[1].GetDouble()))]),
            FieldType.File => new FileValue(json.GetProperty("name").GetString()!, json.TryGetProperty("url", out var url) ? url.GetString() : null),
            _ => ParseJson.Read(json),
        };
}
