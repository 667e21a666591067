using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>Coerces JSON to the values of the scalars of reference §5.</summary>
internal static class ScalarReader
{
    /// <exception cref="InputException">The value does not fit.</exception>
    public static ParseValue Read(string scalar, JsonElement json)
    {
        try
        {
            return scalar switch
            {
                "String" => json.ValueKind == JsonValueKind.String ? ParseJson.Read(json) : throw Mismatch(scalar, json),
                "ID" => Id(json),
                "Int" => Int(json),
                "Float" => json.ValueKind == JsonValueKind.Number ? ParseJson.Read(json) : throw Mismatch(scalar, json),
                "Boolean" => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? ParseJson.Read(json) : throw Mismatch(scalar, json),
                "Date" => Typed<DateValue>(scalar, json, () => new DateValue(IsoDate.Normalize(json.GetString()!))),
                "Bytes" => Typed<BytesValue>(scalar, json, () => ParseJson.ReadBytes(json.GetString()!)),
                "File" => Typed<FileValue>(scalar, json, () => new FileValue(ParseJson.ReadText(json), null)),
                "Upload" => json.ValueKind == JsonValueKind.String ? ParseJson.Read(json) : throw Mismatch(scalar, json),
                "Object" => json.ValueKind == JsonValueKind.Object ? ParseJson.Read(json) : throw Mismatch(scalar, json),
                _ => ParseJson.Read(json),
            };
        }
        catch (ParseException exception)
        {
            throw new InputException(exception.Message);
        }
    }

    private static ParseValue Typed<T>(string scalar, JsonElement json, Func<ParseValue> fromText)
        where T : ParseValue => json.ValueKind switch
        {
            JsonValueKind.String => fromText(),
            JsonValueKind.Object when ParseJson.Read(json) is T value => value,
            _ => throw Mismatch(scalar, json),
        };

    private static StringValue Id(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => (StringValue)ParseJson.Read(json),
        JsonValueKind.Number when json.TryGetInt64(out var number) => new StringValue(number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw Mismatch("ID", json),
    };

    private static NumberValue Int(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number)
            && number is >= int.MinValue and <= int.MaxValue && Math.Floor(number) == number
            ? new NumberValue(number)
            : throw Mismatch("Int", json);

    private static InputException Mismatch(string scalar, JsonElement json) =>
        new($"{scalar} cannot represent {Excerpt.Of(json.GetRawText())}.");
}
