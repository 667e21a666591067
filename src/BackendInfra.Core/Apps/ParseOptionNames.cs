using System.Collections.Frozen;
using System.Globalization;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Apps;

/// <summary>Options that Parse Server writes in another way.</summary>
internal static class ParseOptionNames
{
    private const string Complexity = "requestComplexity";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["publicServerURL"] = "publicServerUrl",
        [Complexity + ".queryDepth"] = "limits.whereDepth",
        [Complexity + ".subqueryDepth"] = "limits.whereDepth",
        [Complexity + ".includeDepth"] = "limits.includeDepth",
        [Complexity + ".includeCount"] = "limits.includeCount",
        [Complexity + ".graphQLDepth"] = "limits.graphQLDepth",
        [Complexity + ".graphQLFields"] = "limits.graphQLFields",
        [Complexity + ".batchRequestLimit"] = "limits.batchRequests",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Suffix, long Bytes)[] Sizes = [("kb", 1024), ("mb", 1024 * 1024), ("gb", 1024L * 1024 * 1024), ("b", 1)];

    /// <summary>Whether a name stands for several options.</summary>
    public static bool IsGroup(string name) => name == Complexity;

    /// <summary>An option in our way of writing: Parse's names, its -1 for "no limit", its sizes such as <c>20mb</c>.</summary>
    /// <exception cref="ParseException">107 a size that is none.</exception>
    public static (string Name, string Value) Translate(string name, string value)
    {
        if (Names.TryGetValue(name, out var ours))
            return (ours, name.StartsWith(Complexity, StringComparison.Ordinal) && value.Trim() == "-1" ? int.MaxValue.ToString(CultureInfo.InvariantCulture) : value);
        return name == "maxUploadSize" ? (name, Size(value)) : (name, value);
    }

    private static string Size(string value)
    {
        var text = value.Trim().Trim('"').ToLowerInvariant();
        foreach (var (suffix, bytes) in Sizes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return long.TryParse(text.AsSpan(0, text.Length - suffix.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue
                    ? (number * bytes).ToString(CultureInfo.InvariantCulture)
                    : throw Refusals.InvalidJson("The option maxUploadSize must be a number of bytes, or a size such as 20mb.");
            }
        }

        return value;
    }
}
