using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Webhooks;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.CloudCode;

/// <summary>Reads what a worker says its script defines.</summary>
internal static class DefinitionsReader
{
    private const int MaxNameLength = 128;

    /// <exception cref="ParseException">141: names that functions and triggers cannot have.</exception>
    public static CloudDefinitions Read(JsonElement json)
    {
        try
        {
            var triggers = Items(json, "triggers").Select(Trigger).GroupBy(trigger => trigger.ClassName, StringComparer.Ordinal)
                .Select(kinds => KeyValuePair.Create(kinds.Key, kinds.Aggregate(TriggerKinds.None, (all, trigger) => all | trigger.Kind)));
            return new CloudDefinitions(
                Items(json, "functions").Select(Function).DistinctBy(function => function.Name),
                triggers,
                Items(json, "jobs").Select(job => JobName(job.GetString()!)).Distinct(StringComparer.Ordinal))
            {
                HasWebApp = json.TryGetProperty("hasWebApp", out var web) && web.ValueKind == JsonValueKind.True,
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw CloudFailures.Cannot("the worker does not say what the script defines.", exception);
        }
    }

    private static CloudFunction Function(JsonElement json) => new(Name(json.GetProperty("name").GetString()!))
    {
        Parameters = [.. Items(json, "parameters").Select(parameter => new CloudParameter(parameter.GetProperty("name").GetString()!, parameter.GetProperty("type").GetString()!))],
        Returns = json.TryGetProperty("returns", out var returns) ? returns.GetString() : null,
        IsQuery = json.TryGetProperty("isQuery", out var query) && query.ValueKind == JsonValueKind.True,
        RateLimit = json.TryGetProperty("rateLimit", out var limit) && limit.ValueKind == JsonValueKind.Object ? Limit(limit.GetRawText()) : null,
    };

    private static (string ClassName, TriggerKinds Kind) Trigger(JsonElement json)
    {
        var (className, name) = (json.GetProperty("className").GetString()!, json.GetProperty("triggerName").GetString()!);
        if (!TriggerNames.TryParse(name, out var kind))
            throw new ParseException(ErrorCode.ScriptFailed, $"There is no trigger {Core.Values.Excerpt.Of(name)}.");
        return TriggerNames.RefusalOfCode(className, kind) is { } refusal ? throw new ParseException(ErrorCode.ScriptFailed, $"{name}: {refusal}") : (className, kind);
    }

    private static string Limit(string json) =>
        FunctionLimits.Read(json) is not null ? json : throw new ParseException(ErrorCode.ScriptFailed, "A rateLimit has requestTimeWindow and requestCount, both above 0.");

    private static string Name(string name) =>
        Webhook.IsFunctionName(name) ? name : throw new ParseException(ErrorCode.ScriptFailed, $"{Core.Values.Excerpt.Of(name)}: a function's name has letters, digits, _, - and dots between them.");

    private static string JobName(string name) =>
        name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl) ? name : throw new ParseException(ErrorCode.ScriptFailed, $"{Core.Values.Excerpt.Of(name)}: a job's name has 1 to {MaxNameLength} characters that can be seen.");

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];
}
