using System.Collections.Frozen;
using Humanizer;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>
/// English plurals as Parse Server makes them, since they are the names of find queries. Its library and ours differ in
/// the words named here; clients that move would not find their queries otherwise.
/// </summary>
internal static class EnglishPlurals
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["advice"] = "advice",
        ["atlas"] = "atlases",
        ["automaton"] = "automata",
        ["bias"] = "bias",
        ["bonus"] = "bonuses",
        ["buffalo"] = "buffalo",
        ["cafe"] = "cafes",
        ["census"] = "censuses",
        ["corpus"] = "corpuses",
        ["dogma"] = "dogmata",
        ["firmware"] = "firmware",
        ["gas"] = "gases",
        ["genus"] = "genera",
        ["grass"] = "grasses",
        ["hardware"] = "hardware",
        ["homework"] = "homework",
        ["larva"] = "larvas",
        ["lens"] = "lenses",
        ["luggage"] = "luggage",
        ["medium"] = "mediums",
        ["memorandum"] = "memorandums",
        ["minus"] = "minuses",
        ["money"] = "monies",
        ["mosquito"] = "mosquitos",
        ["music"] = "music",
        ["octopus"] = "octopuses",
        ["passerby"] = "passersby",
        ["platypus"] = "platypuses",
        ["plus"] = "pluses",
        ["police"] = "police",
        ["safe"] = "safes",
        ["schema"] = "schemata",
        ["software"] = "software",
        ["stigma"] = "stigmata",
        ["tornado"] = "tornadoes",
        ["traffic"] = "traffic",
        ["veto"] = "vetoes",
        ["virus"] = "viri",
        ["waltz"] = "waltzs",
        ["yes"] = "yeses",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary><c>productCategory</c> → <c>productCategories</c>, <c>data</c> → <c>data</c>; what is a plural stays.</summary>
    public static string Of(string name)
    {
        var last = name.AsSpan().LastIndexOfAnyInRange('A', 'Z') is > 0 and var start ? start : 0;
        var word = name[last..];
        return Words.TryGetValue(FirstLetter(word, char.ToLowerInvariant), out var plural)
            ? name[..last] + FirstLetter(plural, char.IsUpper(word[0]) ? char.ToUpperInvariant : char.ToLowerInvariant)
            : name.Pluralize(inputIsKnownToBeSingular: false);
    }

    private static string FirstLetter(string word, Func<char, char> change) => change(word[0]) + word[1..];
}
