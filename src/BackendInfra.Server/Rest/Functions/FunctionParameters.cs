using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Functions;

/// <summary>The parameters of a function: the body's members, and those of the query string, which win.</summary>
internal static class FunctionParameters
{
    /// <summary>One JSON object, with everything as it was sent.</summary>
    /// <exception cref="ParseException">105 a key that no object may have, at any depth; 107 a body that is no object, or a date that is none.</exception>
    public static string Read(RestBody body, RestParameters query)
    {
        var named = query.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        return ParseJsonText.Text(json =>
        {
            json.WriteStartObject();
            foreach (var (name, value) in body.Members())
            {
                if (!named.ContainsKey(name))
                    Write(json, name, value);
            }

            foreach (var parameter in named.Values)
                json.WriteString(Allowed(parameter.Name), parameter.Text);
            json.WriteEndObject();
        });
    }

    /// <summary>As <see cref="Read"/>, of one JSON object.</summary>
    public static string Read(JsonElement parameters) => Read(new RestBody(parameters), RestParameters.None);

    /// <summary>Writes a value, at any depth, with dates and names as they are to be.</summary>
    /// <param name="writeDate">Writes a date, which it is given as SDKs send it.</param>
    public static void Write(Utf8JsonWriter json, JsonElement value, Action<JsonElement> writeDate, Func<JsonProperty, string> nameOf)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item, writeDate, nameOf);
                json.WriteEndArray();
                break;
            case JsonValueKind.Object when value.TryGetProperty("__type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Date"u8):
                writeDate(value);
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(nameOf(member));
                    Write(json, member.Value, writeDate, nameOf);
                }

                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(Allowed(name));
        Write(json, value, date => ParseJsonWriter.WriteWire(json, ParseJson.Read(date)), member => Allowed(ParseJson.ReadName(member)));
    }

    private static string Allowed(string name) => Names.IsDenied(name) ? throw Refusals.InvalidKeyName(name) : name;
}
