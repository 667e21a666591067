using System.Buffers;
using System.Globalization;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>
/// Rewrites MongoDB's Extended JSON, as <c>mongoexport</c> prints it, to Parse's wire form: <c>$date</c>, <c>$oid</c>,
/// <c>$numberInt</c> and its like, <c>$binary</c>, at any depth. Everything else stays as it is.
/// </summary>
internal static class ExtendedJson
{
    private static ReadOnlySpan<byte> Mark => "\"$"u8;

    /// <exception cref="ParseException">107 when it is no JSON, or a wrapper holds what it cannot.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        var document = ParseJson.ParseDocument(json);
        if (json.Span.IndexOf(Mark) < 0)
            return document;

        using (document)
        {
            var buffer = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(buffer, ParseJsonText.WriterOptions))
                Write(writer, document.RootElement);
            return ParseJson.ParseDocument(buffer.WrittenMemory);
        }
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when Wrapper(value) is { } wrapper:
                WriteWrapped(json, wrapper, value.GetProperty(wrapper), value);
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(ParseJson.ReadName(member));
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(value.GetRawText());
                break;
        }
    }

    /// <summary>The name of an object's wrapper; null for an object that is none, or of a kind that Parse has no type for.</summary>
    private static string? Wrapper(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
            return member.Name is "$date" or "$oid" or "$numberInt" or "$numberLong" or "$numberDouble" or "$numberDecimal" or "$binary" or "$undefined" ? member.Name : null;
        return null;
    }

    private static void WriteWrapped(Utf8JsonWriter json, string wrapper, JsonElement value, JsonElement whole)
    {
        switch (wrapper)
        {
            case "$date":
                ParseJsonWriter.WriteWire(json, DateValue.Of(ReadDate(value)));
                break;
            case "$oid":
                json.WriteStringValue(Text(wrapper, value));
                break;
            case "$binary":
                ParseJsonWriter.WriteWire(json, ParseJson.ReadBytes(Text(wrapper, value.ValueKind == JsonValueKind.Object && value.TryGetProperty("base64", out var inner) ? inner : whole.GetProperty(wrapper))));
                break;
            case "$undefined":
                json.WriteNullValue();
                break;
            default:
                json.WriteNumberValue(double.TryParse(Text(wrapper, value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number
                    : throw Invalid(wrapper, "it must be a finite number"));
                break;
        }
    }

    private static DateTimeOffset ReadDate(JsonElement value)
    {
        // Milliseconds since 1970: text when wrapped, a number in older exports.
        var text = value.ValueKind switch
        {
            JsonValueKind.String => ParseJson.ReadText(value),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Object when value.TryGetProperty("$numberLong", out var inner) => Text("$numberLong", inner),
            _ => throw Invalid("$date", "use ISO 8601, or milliseconds since 1970"),
        };
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds))
            return value.ValueKind == JsonValueKind.String ? IsoDate.Parse(text) : throw Invalid("$date", "use ISO 8601, or milliseconds since 1970");
        return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Invalid("$date", "use ISO 8601, or milliseconds since 1970");
    }

    private static string Text(string wrapper, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : throw Invalid(wrapper, "it must be a string");

    private static ParseException Invalid(string wrapper, string why) => Refusals.InvalidJson($"Invalid {wrapper}: {why}.");
}
