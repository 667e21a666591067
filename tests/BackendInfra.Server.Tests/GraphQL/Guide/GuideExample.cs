using System.Text.RegularExpressions;

namespace BackendInfra.Server.Tests.GraphQL.Guide;

/// <summary>
/// A block <c>graphql</c> of a guide. A comment before it may say more: <c>&lt;!-- as: master --&gt;</c>,
/// <c>&lt;!-- variables: {…} --&gt;</c>, <c>&lt;!-- error: 101 --&gt;</c>, or <c>&lt;!-- not run: reason --&gt;</c>.
/// </summary>
/// <param name="Line">Where it stands in the guide, counted from 1.</param>
/// <param name="Error">The code that it is answered with; null when it succeeds.</param>
internal sealed partial record GuideExample(int Line, string Document, bool AsMaster, string? Variables, string? Error)
{
    public static IEnumerable<GuideExample> Of(string guide)
    {
        foreach (Match block in Block().Matches(guide))
        {
            var said = Comment().Matches(block.Groups["comments"].Value).ToDictionary(comment => comment.Groups[1].Value, comment => comment.Groups[2].Value, StringComparer.Ordinal);
            if (said.ContainsKey("not run"))
                continue;
            var document = block.Groups["document"].Value;
            yield return new GuideExample(
                guide.AsSpan(0, block.Groups["document"].Index).Count('\n') + 1,
                document,
                said.TryGetValue("as", out var caller) ? caller == "master" : document.TrimStart().StartsWith("mutation", StringComparison.Ordinal),
                said.GetValueOrDefault("variables"),
                said.GetValueOrDefault("error"));
        }
    }

    [GeneratedRegex(@"(?<comments>(?:<!-- .*? -->\s*)*)```graphql\n(?<document>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("<!-- (as|variables|error|not run): (.*?) -->")]
    private static partial Regex Comment();
}
