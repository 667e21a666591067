using System.Text.Json;
using BackendInfra.Core.Schema.Changes;

namespace BackendInfra.Server.Schemas;

/// <summary>Reports as the HTTP API answers them, and <c>--json</c> prints them.</summary>
internal static class SchemaReportJson
{
    public static void Write(Utf8JsonWriter json, SchemaReport report)
    {
        json.WriteStartObject();
        WriteChanges(json, "classes", report.Classes);
        WriteChanges(json, "graphql", report.GraphQL);
        WriteTexts(json, "statements", report.Statements);
        WriteTexts(json, "obstacles", report.Obstacles);
        WriteTexts(json, "undefined", report.Undefined);
        json.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">It is no report.</exception>
    public static SchemaReport Read(JsonElement json)
    {
        try
        {
            return new(ReadChanges(json, "classes"), ReadChanges(json, "graphql"), ReadTexts(json, "statements"), ReadTexts(json, "obstacles"), ReadTexts(json, "undefined"));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException("The server's answer is no report of changes.", exception);
        }
    }

    private static void WriteChanges(Utf8JsonWriter json, string name, IEnumerable<SchemaChangeItem> changes)
    {
        json.WriteStartArray(name);
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("severity", SchemaReportText.Of(change.Severity));
            json.WriteString("kind", change.Kind);
            json.WriteString("path", change.Path);
            json.WriteString("message", change.Message);
            if (change.LosesData)
                json.WriteBoolean("losesData", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static SchemaChangeItem[] ReadChanges(JsonElement json, string name) =>
    [
        .. json.GetProperty(name).EnumerateArray().Select(item => new SchemaChangeItem(
            Enum.Parse<ChangeSeverity>(item.GetProperty("severity").GetString()!, ignoreCase: true),
            item.GetProperty("kind").GetString()!,
            item.GetProperty("path").GetString()!,
            item.GetProperty("message").GetString()!)
        {
            LosesData = item.TryGetProperty("losesData", out var loses) && loses.GetBoolean(),
        }),
    ];

    private static string[] ReadTexts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
