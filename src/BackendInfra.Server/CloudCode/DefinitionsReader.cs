using System.Text.Json;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Webhooks;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.CloudCode;

/// <summary>Reads what a worker says its script defines. A script must not have what no app can have, so that more is refused than of what is stored.</summary>
internal static class DefinitionsReader
{
    private const int MaxNameLength = 128;

    /// <exception cref="ParseException">141: names that functions and triggers cannot have.</exception>
    public static CloudDefinitions Read(JsonElement json)
    {
        try
        {
            var definitions = CloudDefinitionsJson.Read(json);
            foreach (var trigger in json.TryGetProperty("triggers", out var triggers) && triggers.ValueKind == JsonValueKind.Array ? triggers.EnumerateArray() : default)
                Require(trigger.GetProperty("className").GetString()!, trigger.GetProperty("triggerName").GetString()!);
            foreach (var function in definitions.Functions)
                Require(function);
            foreach (var job in definitions.Jobs)
                RequireJobName(job);
            return definitions;
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or ParseException { Code: ErrorCode.InvalidJson })
        {
            throw CloudFailures.Cannot("the worker does not say what the script defines.", exception);
        }
    }

    private static void Require(CloudFunction function)
    {
        if (!Webhook.IsFunctionName(function.Name))
            throw Refusal($"{Excerpt.Of(function.Name)}: a function's name has letters, digits, _, - and dots between them.");
        if (function.RateLimit is { } limit && FunctionLimits.Read(limit) is null)
            throw Refusal("A rateLimit has requestTimeWindow and requestCount, both above 0.");
    }

    private static void Require(string className, string triggerName)
    {
        if (!TriggerNames.TryParse(triggerName, out var kind))
            throw Refusal($"There is no trigger {Excerpt.Of(triggerName)}.");
        if (TriggerNames.RefusalOfCode(className, kind) is { } refusal)
            throw Refusal($"{triggerName}: {refusal}");
    }

    private static void RequireJobName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
            throw Refusal($"{Excerpt.Of(name)}: a job's name has 1 to {MaxNameLength} characters that can be seen.");
    }

    private static ParseException Refusal(string why) => new(ErrorCode.ScriptFailed, why);
}
