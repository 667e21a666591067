using System.Runtime.CompilerServices;

namespace BackendInfra.Tests.Shared;

/// <summary>
/// Compares texts with files that are reviewed and committed: <c>Goldens/&lt;name&gt;</c> beside the test.
/// <c>UPDATE_GOLDENS=1</c> writes them.
/// </summary>
public static class Golden
{
    private static bool IsUpdating => Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";

    /// <param name="actual">What the code under test made.</param>
    /// <param name="name">The file below <c>Goldens</c>; without an extension, <c>.txt</c> is added.</param>
    /// <param name="testFile">The calling test, filled in by the compiler.</param>
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "") =>
        MatchFile(actual, Path.Combine(Path.GetDirectoryName(testFile)!, "Goldens", Path.HasExtension(name) ? name : name + ".txt"));

    /// <summary>As <see cref="Match"/>, with a file that stands anywhere.</summary>
    public static void MatchFile(string actual, string file)
    {
        // Checkouts may have other line ends, and editors end every file with one.
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }

        if (!File.Exists(file))
            throw new GoldenMismatchException($"{file} is missing; run with UPDATE_GOLDENS=1 to write it. It would hold:\n{text}");
        var expected = File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (text != expected)
            throw new GoldenMismatchException(Difference(file, expected.Split('\n'), text.Split('\n')));
    }

    private static string Difference(string file, string[] expected, string[] actual)
    {
        var line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
            line++;
        return $"""
            {file}:{line + 1} differs; run with UPDATE_GOLDENS=1 when the new text is right.
            expected: {expected.ElementAtOrDefault(line) ?? "(end)"}
            actual:   {actual.ElementAtOrDefault(line) ?? "(end)"}

            {string.Join('\n', actual)}
            """;
    }
}
