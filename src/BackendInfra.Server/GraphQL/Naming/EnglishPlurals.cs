using Humanizer;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>
/// English plurals as Parse Server makes them, since they are the names of find queries. Its library and ours differ in
/// the words named here; clients that move would not find their queries otherwise.
/// </summary>
internal static class EnglishPlurals
{
    private static readonly Vocabulary Words = Configured();

    /// <summary><c>productCategory</c> → <c>productCategories</c>, <c>data</c> → <c>data</c>; what is a plural stays.</summary>
    public static string Of(string word) => Words.Pluralize(word, inputIsKnownToBeSingular: false);

    private static Vocabulary Configured()
    {
        var words = Vocabularies.Default;
        foreach (var word in (string[])["advice", "buffalo", "firmware", "hardware", "homework", "luggage", "music", "police", "software", "traffic"])
            words.AddUncountable(word);
        foreach (var (singular, plural) in (ReadOnlySpan<(string, string)>)
        [
            ("atlas", "atlases"), ("automaton", "automata"), ("bonus", "bonuses"), ("cafe", "cafes"), ("census", "censuses"), ("corpus", "corpuses"),
            ("dogma", "dogmata"), ("genus", "genera"), ("grass", "grasses"), ("larva", "larvas"), ("lens", "lenses"), ("medium", "mediums"),
            ("memorandum", "memorandums"), ("money", "monies"), ("mosquito", "mosquitos"), ("octopus", "octopuses"), ("passerby", "passersby"),
            ("platypus", "platypuses"), ("safe", "safes"), ("schema", "schemata"), ("stigma", "stigmata"), ("tornado", "tornadoes"), ("veto", "vetoes"),
            ("virus", "viri"), ("waltz", "waltzs"),
        ])
        {
            words.AddIrregular(singular, plural);
        }

        // Too short to be looked for at the end of longer words.
        words.AddIrregular("gas", "gases", matchEnding: false);
        words.AddIrregular("bias", "bias", matchEnding: false);
        words.AddIrregular("minus", "minuses", matchEnding: false);
        words.AddIrregular("plus", "pluses", matchEnding: false);
        words.AddIrregular("yes", "yeses", matchEnding: false);
        return words;
    }
}
