using System.Collections.Frozen;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Queries;

/// <summary>How words of a text are reduced to their stems: one of PostgreSQL's own configurations, never a client's text.</summary>
public sealed record TextLanguage
{
    private static readonly FrozenDictionary<string, TextLanguage> All = new[]
    {
        "arabic", "armenian", "basque", "catalan", "danish", "dutch", "english", "finnish", "french", "german", "greek", "hindi", "hungarian",
        "indonesian", "irish", "italian", "lithuanian", "nepali", "norwegian", "portuguese", "romanian", "russian", "serbian", "simple", "spanish",
        "swedish", "tamil", "turkish", "yiddish",
    }.ToFrozenDictionary(name => name, name => new TextLanguage(name), StringComparer.Ordinal);

    private TextLanguage(string name) => Name = name;

    public static TextLanguage English => All["english"];

    /// <summary>The name of the configuration.</summary>
    public string Name { get; }

    /// <param name="name"><c>none</c>, as MongoDB calls words as they are, or a language's name; null is English.</param>
    /// <exception cref="ParseException">107 for a language that there is not.</exception>
    public static TextLanguage Parse(string? name) => name switch
    {
        null => English,
        "none" => All["simple"],
        _ => All.GetValueOrDefault(name) ?? throw Refusals.InvalidJson($"bad $text: $language, {Excerpt.Of(name)} is not supported; use one of {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}."),
    };

    /// <summary>Case never matters and diacritics always do.</summary>
    /// <exception cref="ParseException">107 when the opposite is asked for.</exception>
    public static void CheckSensitivity(bool? ofCase, bool? ofDiacritics)
    {
        if (ofCase is true)
            throw Refusals.InvalidJson("bad $text: $caseSensitive not supported, please use $regex or create a separate lower case column.");
        if (ofDiacritics is false)
            throw Refusals.InvalidJson("bad $text: $diacriticSensitive - false not supported, store the text without diacritics in a field of its own.");
    }
}
