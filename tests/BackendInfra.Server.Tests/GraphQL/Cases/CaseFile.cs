using System.Text;

namespace BackendInfra.Server.Tests.GraphQL.Cases;

/// <summary>
/// One golden case: what it shows, who asks what, and what the server answers with which SQL. Sections begin with
/// <c>--- name</c>; those after <c>answer</c> are written by the test itself.
/// </summary>
internal sealed record CaseFile(string Title, string Caller, string? Variables, string Document)
{
    private const string Mark = "--- ";

    /// <summary>Reads the part that a person wrote.</summary>
    public static CaseFile Read(string text)
    {
        var title = new StringBuilder();
        var sections = new Dictionary<string, StringBuilder>(StringComparer.Ordinal);
        var into = title;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                sections.Add(line[Mark.Length..].Trim(), into = new StringBuilder());
            else
                into.Append(line).Append('\n');
        }

        return new CaseFile(
            title.ToString().Trim(),
            sections.TryGetValue("as", out var caller) ? caller.ToString().Trim() : CaseApp.Anonymous,
            sections.TryGetValue("variables", out var variables) ? variables.ToString().Trim() : null,
            sections.TryGetValue("document", out var document) ? document.ToString().Trim() : throw new FormatException($"A case needs a section '{Mark}document'."));
    }

    /// <summary>The whole file.</summary>
    public string With(string answer, IReadOnlyList<string> statements)
    {
        var text = new StringBuilder(Title).Append("\n\n");
        if (Caller != CaseApp.Anonymous)
            Section("as", Caller);
        if (Variables is not null)
            Section("variables", Variables);
        Section("document", Document);
        Section("answer", answer);
        for (var i = 0; i < statements.Count; i++)
            Section(statements.Count == 1 ? "sql" : $"sql {i + 1}", statements[i]);
        return text.ToString();

        void Section(string name, string body) => text.Append(Mark).Append(name).Append('\n').Append(body).Append('\n');
    }
}
