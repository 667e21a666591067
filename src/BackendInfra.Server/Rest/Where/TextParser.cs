using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>Reads <c>{"$search":{"$term":…,"$language":…}}</c>, the operand of <c>$text</c>.</summary>
internal static class TextParser
{
    /// <exception cref="ParseException">102 for a field of another type, 107 for a malformed operand.</exception>
    public static TextFilter Parse(FieldPath path, JsonElement value)
    {
        if (path.IsNested || path.Field is { Type: not FieldType.String })
            throw Refusals.InvalidQuery($"$text cannot be used on {Excerpt.Of(path.ToString())}, which is no String field.");
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("$search", out var search) || search.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson("bad $text: $search, should be object");
        if (!search.TryGetProperty("$term", out var term) || term.ValueKind != JsonValueKind.String)
            throw Refusals.InvalidJson("bad $text: $term, should be string");

        TextLanguage.CheckSensitivity(Flag(search, "$caseSensitive"), Flag(search, "$diacriticSensitive"));
        return new TextFilter(path, Operand.Of(new StringValue(ParseJson.ReadText(term))), TextLanguage.Parse(Language(search)));
    }

    private static string? Language(JsonElement search) =>
        !search.TryGetProperty("$language", out var language) ? null
        : language.ValueKind == JsonValueKind.String ? ParseJson.ReadText(language)
        : throw Refusals.InvalidJson("bad $text: $language, should be string");

    private static bool? Flag(JsonElement search, string name) => !search.TryGetProperty(name, out var flag) ? null : flag.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refusals.InvalidJson($"bad $text: {name}, should be boolean"),
    };
}
