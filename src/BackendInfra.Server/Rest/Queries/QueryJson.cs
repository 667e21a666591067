using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>A query as JSON, for <c>beforeFind</c> and <c>afterFind</c>.</summary>
internal static class QueryJson
{
    /// <param name="objectId">The object of a read by id; null for a query.</param>
    public static string Write(QueryOptions options, AppOptions defaults, string? objectId) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        WriteWhere(json, options, objectId);
        if (objectId is null)
            json.WriteNumber("limit", options.Limit ?? defaults.DefaultLimit);
        if (options.Skip is { } skip)
            json.WriteNumber("skip", skip);
        WriteNames(json, "order", options.Order);
        WriteNames(json, "keys", options.Keys ?? []);
        WriteNames(json, "excludeKeys", options.ExcludeKeys);
        WriteNames(json, "include", options.Include);
        json.WriteEndObject();
    });

    /// <summary>The query with the parameters that a <c>beforeFind</c> has set.</summary>
    /// <exception cref="ParseException">102, 107 malformed; 143 a parameter that it cannot set.</exception>
    public static QueryOptions Apply(QueryOptions options, JsonElement changed)
    {
        foreach (var member in changed.EnumerateObject())
        {
            // A misspelt condition must not become none.
            if (options.With(new RestParameter(ParseJson.ReadName(member), null, member.Value)) is not { } next)
                throw new ParseException(ErrorCode.WebhookError, $"The beforeFind trigger's answer is malformed: it cannot set {Excerpt.Of(member.Name)}.");
            options = next;
        }

        return options;
    }

    private static void WriteWhere(Utf8JsonWriter json, QueryOptions options, string? objectId)
    {
        json.WriteStartObject("where");
        if (objectId is not null)
            json.WriteString(Names.ObjectId, objectId);
        if (options.Where is { } where)
        {
            foreach (var member in where.EnumerateObject())
                member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string parameter, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
            json.WriteString(parameter, string.Join(',', names));
    }
}
