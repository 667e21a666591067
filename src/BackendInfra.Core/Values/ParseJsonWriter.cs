using System.Text.Json;

namespace BackendInfra.Core.Values;

/// <summary>Writes values: in the wire form of REST, and in the plain form in which a field's own value is stored.</summary>
public static class ParseJsonWriter
{
    /// <summary>Writes the form that REST sends and that nested values keep when stored.</summary>
    public static void WriteWire(Utf8JsonWriter json, ParseValue value)
    {
        switch (value)
        {
            case DateValue date:
                WriteTyped(json, "Date", "iso", date.Iso);
                break;
            case BytesValue bytes:
                WriteTyped(json, "Bytes", "base64", bytes.Base64);
                break;
            case PointerValue pointer:
                json.WriteStartObject();
                json.WriteString("__type", "Pointer");
                json.WriteString("className", pointer.ClassName);
                json.WriteString("objectId", pointer.ObjectId);
                json.WriteEndObject();
                break;
            case RelationValue relation:
                WriteTyped(json, "Relation", "className", relation.ClassName);
                break;
            case GeoPointValue point:
                json.WriteStartObject();
                json.WriteString("__type", "GeoPoint");
                WriteCoordinates(json, point);
                json.WriteEndObject();
                break;
            case PolygonValue polygon:
                json.WriteStartObject();
                json.WriteString("__type", "Polygon");
                json.WritePropertyName("coordinates");
                WriteRing(json, polygon);
                json.WriteEndObject();
                break;
            case FileValue file:
                json.WriteStartObject();
                json.WriteString("__type", "File");
                WriteFile(json, file);
                json.WriteEndObject();
                break;
            default:
                WriteUntyped(json, value);
                break;
        }
    }

    /// <summary>Writes a field's own value as it stands in <c>data</c>: without its <c>__type</c>, which the registry knows.</summary>
    public static void WriteStored(Utf8JsonWriter json, ParseValue value)
    {
        switch (value)
        {
            case DateValue date:
                json.WriteStringValue(date.Iso);
                break;
            case BytesValue bytes:
                json.WriteStringValue(bytes.Base64);
                break;
            case PointerValue pointer:
                json.WriteStringValue(pointer.ObjectId);
                break;
            case GeoPointValue point:
                json.WriteStartObject();
                WriteCoordinates(json, point);
                json.WriteEndObject();
                break;
            case PolygonValue polygon:
                WriteRing(json, polygon);
                break;
            case FileValue file:
                json.WriteStartObject();
                WriteFile(json, file);
                json.WriteEndObject();
                break;
            default:
                WriteUntyped(json, value);
                break;
        }
    }

    private static void WriteUntyped(Utf8JsonWriter json, ParseValue value)
    {
        switch (value)
        {
            case NullValue:
                json.WriteNullValue();
                break;
            case StringValue text:
                json.WriteStringValue(text.Text);
                break;
            case NumberValue number:
                // Minus zero would come back from jsonb as zero; write what will be read.
                json.WriteNumberValue(number.Number == 0 ? 0 : number.Number);
                break;
            case BooleanValue flag:
                json.WriteBooleanValue(flag.Flag);
                break;
            case ArrayValue array:
                json.WriteStartArray();
                foreach (var item in array.Items)
                    WriteWire(json, item);
                json.WriteEndArray();
                break;
            case ObjectValue map:
                json.WriteStartObject();
                foreach (var (name, member) in map.Members)
                {
                    json.WritePropertyName(name);
                    WriteWire(json, member);
                }

                json.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"No JSON form is known for {value.GetType().Name}.", nameof(value));
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string type, string member, string text)
    {
        json.WriteStartObject();
        json.WriteString("__type", type);
        json.WriteString(member, text);
        json.WriteEndObject();
    }

    private static void WriteCoordinates(Utf8JsonWriter json, GeoPointValue point)
    {
        json.WriteNumber("latitude", point.Latitude);
        json.WriteNumber("longitude", point.Longitude);
    }

    private static void WriteRing(Utf8JsonWriter json, PolygonValue polygon)
    {
        json.WriteStartArray();
        foreach (var point in polygon.Points)
        {
            json.WriteStartArray();
            json.WriteNumberValue(point.Latitude);
            json.WriteNumberValue(point.Longitude);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, FileValue file)
    {
        json.WriteString("name", file.Name);
        if (file.Url is not null)
            json.WriteString("url", file.Url);
    }
}
