using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Values;

/// <summary>Reads values from the wire form of REST, <c>{"__type":"Date","iso":…}</c> and so on. With <see cref="ParseJsonWriter"/> the only codec.</summary>
public static class ParseJson
{
    /// <summary>How deep any JSON that a client sends may nest (rule 17).</summary>
    public const int MaxDepth = 100;

    public static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Parses UTF-8 JSON text.</summary>
    /// <remarks>Every text in the document can be read: what UTF-16 cannot hold is refused here, for the whole of it.</remarks>
    /// <exception cref="ParseException">107 when it is not JSON, nests too deep, or holds bytes or escapes that are no text.</exception>
    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw Refusals.InvalidJson("Invalid JSON: it is not UTF-8.");
        try
        {
            var document = JsonDocument.Parse(utf8, DocumentOptions);
            if (utf8.Span.IndexOf("\\u"u8) >= 0)
                RequireReadableEscapes(utf8.Span);
            return document;
        }
        catch (JsonException exception)
        {
            throw new ParseException(ErrorCode.InvalidJson, $"Invalid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    /// <summary>Only an escape can hide half a surrogate pair in valid UTF-8, and few documents have one.</summary>
    private static void RequireReadableEscapes(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw Refusals.InvalidJson("Invalid string: it holds an incomplete surrogate pair.");
            }
        }
    }

    /// <summary>Reads one value.</summary>
    /// <exception cref="ParseException">107 malformed, 105 a key that no object may have, 121 a nested key with <c>$</c> or <c>.</c>.</exception>
    public static ParseValue Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => ParseValue.Null,
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Number => new NumberValue(ReadNumber(json)),
        JsonValueKind.String => new StringValue(ReadText(json)),
        JsonValueKind.Array => ReadArray(json),
        _ => json.TryGetProperty("__type", out var type) ? ReadTyped(json, type) : ReadObject(json),
    };

    public static ArrayValue ReadArray(JsonElement json)
    {
        var items = ImmutableArray.CreateBuilder<ParseValue>(json.GetArrayLength());
        foreach (var item in json.EnumerateArray())
            items.Add(Read(item));
        return new ArrayValue(items.MoveToImmutable());
    }

    /// <exception cref="ParseException">107 when the number is no finite double.</exception>
    public static double ReadNumber(JsonElement json) =>
        json.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Refusals.InvalidJson("Invalid number: it must be a finite double.");

    /// <exception cref="ParseException">107 when the text holds U+0000 or half a surrogate pair, which no text column can hold.</exception>
    public static string ReadText(JsonElement json)
    {
        try
        {
            var text = json.GetString()!;
            return text.Contains('\0') ? throw Refusals.InvalidJson("Invalid string: the character U+0000 cannot be stored.") : text;
        }
        catch (InvalidOperationException)
        {
            throw Refusals.InvalidJson("Invalid string: it holds an incomplete surrogate pair.");
        }
    }

    private static ObjectValue ReadObject(JsonElement json)
    {
        var members = ImmutableSortedDictionary.CreateBuilder<string, ParseValue>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            var name = RequireNestedKey(ReadName(member));
            members[name] = Read(member.Value);
        }

        return new ObjectValue(members.ToImmutable());
    }

    /// <summary>A member's name, checked as <see cref="ReadText"/> checks texts.</summary>
    public static string ReadName(JsonProperty member)
    {
        try
        {
            var name = member.Name;
            return name.Contains('\0') ? throw Refusals.InvalidJson("Invalid key: the character U+0000 cannot be stored.") : name;
        }
        catch (InvalidOperationException)
        {
            throw Refusals.InvalidJson("Invalid key: it holds an incomplete surrogate pair.");
        }
    }

    private static string RequireNestedKey(string name)
    {
        if (Names.IsDenied(name))
            throw Refusals.InvalidKeyName(name);
        return name.AsSpan().IndexOfAny('$', '.') < 0
            ? name
            : throw new ParseException(ErrorCode.InvalidNestedKey, "Nested keys should not contain the '$' or '.' characters");
    }

    private static ParseValue ReadTyped(JsonElement json, JsonElement type) =>
        (type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
        {
            "Date" => new DateValue(IsoDate.Normalize(Member(json, "iso", "Date"))),
            "Bytes" => ReadBytes(Member(json, "base64", "Bytes")),
            // An included object that is saved again stands for a pointer to it.
            "Pointer" or "Object" => ReadPointer(json),
            "Relation" => new RelationValue(Names.RequireClass(Member(json, "className", "Relation"))),
            "GeoPoint" => ReadGeoPoint(json),
            "Polygon" => ReadPolygon(json),
            "File" => new FileValue(Member(json, "name", "File"), OptionalMember(json, "url")),
            _ => throw Refusals.InvalidJson("Invalid __type: use Date, Bytes, Pointer, Relation, GeoPoint, Polygon or File."),
        };

    private static PointerValue ReadPointer(JsonElement json)
    {
        var className = Names.RequireClass(Member(json, "className", "Pointer"));
        var objectId = Member(json, "objectId", "Pointer");
        return ObjectId.IsValid(objectId)
            ? new PointerValue(className, objectId)
            : throw new ParseException(ErrorCode.InvalidPointer, $"Invalid objectId in a pointer to {className}: {Excerpt.Of(objectId)}");
    }

    /// <exception cref="ParseException">107 when the text is not base64.</exception>
    public static BytesValue ReadBytes(string base64) =>
        System.Buffers.Text.Base64.IsValid(base64.AsSpan()) && !base64.AsSpan().ContainsAny(" \t\r\n")
            ? new BytesValue(base64)
            : throw Refusals.InvalidJson("Invalid Bytes: base64 is not valid.");

    private static GeoPointValue ReadGeoPoint(JsonElement json) =>
        GeoPoint(NumberMember(json, "latitude"), NumberMember(json, "longitude"));

    /// <exception cref="ParseException">107 when a coordinate is out of range.</exception>
    public static GeoPointValue GeoPoint(double latitude, double longitude)
    {
        if (latitude is not (>= -90 and <= 90))
            throw Refusals.InvalidJson("Invalid GeoPoint: latitude must lie between -90 and 90.");
        if (longitude is not (>= -180 and <= 180))
            throw Refusals.InvalidJson("Invalid GeoPoint: longitude must lie between -180 and 180.");
        return new GeoPointValue(latitude, longitude);
    }

    private static PolygonValue ReadPolygon(JsonElement json)
    {
        if (!json.TryGetProperty("coordinates", out var coordinates) || coordinates.ValueKind != JsonValueKind.Array)
            throw Refusals.InvalidJson("Invalid Polygon: coordinates must be an array of [latitude, longitude].");

        var points = ImmutableArray.CreateBuilder<GeoPointValue>();
        foreach (var pair in coordinates.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2
                || pair[0].ValueKind != JsonValueKind.Number || pair[1].ValueKind != JsonValueKind.Number)
            {
                throw Refusals.InvalidJson("Invalid Polygon: coordinates must be an array of [latitude, longitude].");
            }

            points.Add(GeoPoint(ReadNumber(pair[0]), ReadNumber(pair[1])));
        }

        return Polygon(points);
    }

    /// <summary>Closes the ring when it is open.</summary>
    /// <exception cref="ParseException">107 with fewer than three different points.</exception>
    public static PolygonValue Polygon(ImmutableArray<GeoPointValue>.Builder points)
    {
        if (points.Distinct().Count() < 3)
            throw Refusals.InvalidJson("Invalid Polygon: it needs at least 3 different points.");
        if (points[0] != points[^1])
            points.Add(points[0]);
        return new PolygonValue(points.ToImmutable());
    }

    private static string Member(JsonElement json, string name, string type) =>
        OptionalMember(json, name) ?? throw Refusals.InvalidJson($"Invalid {type}: {name} must be a string.");

    private static string? OptionalMember(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? ReadText(member) : null;

    private static double NumberMember(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number
            ? ReadNumber(member)
            : throw Refusals.InvalidJson($"Invalid GeoPoint: {name} must be a number.");
}
