using System.Globalization;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest;

/// <summary>A query parameter: text of the query string, or JSON of a body that stands for one.</summary>
internal sealed record RestParameter(string Name, string? Text, JsonElement Json)
{
    /// <summary>Names separated by commas; from a body also an array of them.</summary>
    /// <exception cref="ParseException">102.</exception>
    public IReadOnlyList<string> Names()
    {
        if (Text is null && Json.ValueKind == JsonValueKind.Array)
            return [.. Json.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.String ? Split(ParseJson.ReadText(item)) : throw Invalid("names separated by commas"))];
        return Split(Plain("names separated by commas"));
    }

    /// <exception cref="ParseException">102 unless it is a whole number from 0 to 2147483647.</exception>
    public int WholeNumber() =>
        int.TryParse(Plain("a whole number that is not negative"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid("a whole number that is not negative");

    /// <exception cref="ParseException">102 unless it is 0, 1, true or false.</exception>
    public bool Flag() => Plain("1 or 0") switch
    {
        "1" or "true" => true,
        "0" or "false" or "" => false,
        _ => throw Invalid("1 or 0"),
    };

    /// <summary>Whether the value says no: empty, 0 or false; anything else says yes.</summary>
    public bool IsOff => (Text ?? (Json.ValueKind == JsonValueKind.Object ? "" : Json.ToString())).ToLowerInvariant() is "" or "0" or "false";

    /// <summary>Any JSON.</summary>
    /// <exception cref="ParseException">107 when it is none.</exception>
    public JsonElement Value() => Text is null ? Json : Parse(Text);

    /// <summary>A JSON object.</summary>
    /// <exception cref="ParseException">107 when it is none.</exception>
    public JsonElement Object()
    {
        var json = Text is null ? Json : Parse(Text);
        return json.ValueKind == JsonValueKind.Object ? json : throw Refusals.InvalidJson($"{Name} parameter is not a JSON object");
    }

    // Not disposed, so its memory goes to the garbage collector instead of the pool: elements of it live in the plan's making.
    private JsonElement Parse(string text)
    {
        try
        {
            return ParseJson.ParseDocument(Encoding.UTF8.GetBytes(text)).RootElement;
        }
        catch (ParseException)
        {
            throw Refusals.InvalidJson($"{Name} parameter is not valid JSON");
        }
    }

    private string Plain(string wanted) => Text ?? Json.ValueKind switch
    {
        JsonValueKind.String => ParseJson.ReadText(Json),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Json.GetRawText(),
        JsonValueKind.Null => "",
        _ => throw Invalid(wanted),
    };

    private static IReadOnlyList<string> Split(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private ParseException Invalid(string wanted) => Refusals.InvalidQuery($"Invalid value for parameter {Excerpt.Of(Name)}: it must be {wanted}.");
}
