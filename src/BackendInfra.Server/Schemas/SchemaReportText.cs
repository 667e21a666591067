using BackendInfra.Core.Schema.Changes;

namespace BackendInfra.Server.Schemas;

/// <summary>Reports for people.</summary>
internal static class SchemaReportText
{
    public static string Of(ChangeSeverity severity) => severity switch
    {
        ChangeSeverity.Breaking => "breaking",
        ChangeSeverity.Dangerous => "dangerous",
        _ => "safe",
    };

    /// <summary>The changes, the worst first, and how many there are.</summary>
    public static IEnumerable<string> Changes(SchemaReport report)
    {
        foreach (var line in Part("Classes", report.Classes).Concat(Part("GraphQL schema", report.GraphQL)))
            yield return line;
        yield return report.Worst is null ? "No changes." : $"{Count(report, ChangeSeverity.Breaking)}, {Count(report, ChangeSeverity.Dangerous)}, {Count(report, ChangeSeverity.Safe)} changes.";
        if (report.Undefined.Count > 0)
            yield return $"Left as they are, since no file defines them: {string.Join(", ", report.Undefined)}. --prune deletes such classes.";
    }

    /// <summary>Obstacles, if there are any.</summary>
    public static IEnumerable<string> Obstacles(SchemaReport report) =>
        report.Obstacles.Count == 0 ? [] : [.. report.Obstacles.Prepend("In the way:").Select((line, i) => i == 0 ? line : $"  {line}"), ""];

    /// <summary>The SQL.</summary>
    public static IEnumerable<string> Statements(SchemaReport report) => report.Statements.Select(sql => $"{sql};");

    private static IEnumerable<string> Part(string title, IReadOnlyList<SchemaChangeItem> changes) => changes.Count == 0
        ? []
        : [title, .. changes.OrderByDescending(change => change.Severity).Select(change => $"  {Of(change.Severity),-9}  {change.Message}"), ""];

    private static string Count(SchemaReport report, ChangeSeverity severity) =>
        $"{report.Changes.Count(change => change.Severity == severity)} {Of(severity)}";
}
