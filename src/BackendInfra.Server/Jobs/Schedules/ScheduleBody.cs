using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Jobs.Schedules;

/// <summary>What clients send of a schedule, made ready for its class.</summary>
internal static class ScheduleBody
{
    /// <summary>What Parse Dashboard sends back although the server sets it.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        Names.ObjectId, Names.CreatedAt, Names.UpdatedAt, Names.Acl, JobScheduleClass.LastRun, JobScheduleClass.NextRun,
    };

    /// <summary>A new schedule: without a start, it begins now, as in Parse Server; nobody but the master key reads it.</summary>
    /// <exception cref="ParseException">107 a field that no schedule has.</exception>
    public static JsonDocument ForCreate(JsonElement sent, DateTimeOffset now)
    {
        var fields = Known(sent);
        foreach (var name in fields.Where(field => IsGone(field.Value)).Select(field => field.Key).ToList())
            fields.Remove(name);
        fields.TryAdd(JobScheduleClass.StartAfter, IsoDate.Format(now));
        fields.Add(Names.Acl, new JsonObject());
        return Document(fields);
    }

    /// <summary>The changes of a schedule, and what it is with them.</summary>
    /// <exception cref="ParseException">107 a field that no schedule has.</exception>
    public static (JsonDocument Changes, JsonDocument Result) ForUpdate(JsonElement stored, JsonElement sent)
    {
        var (changes, result) = (Known(sent), JsonObject.Create(stored)!);
        foreach (var (name, value) in changes.ToList())
        {
            result.Remove(name);
            if (IsGone(value))
                changes[name] = new JsonObject { ["__op"] = "Delete" };
            else
                result.Add(name, value!.DeepClone());
        }

        return (Document(changes), Document(result));
    }

    private static JsonObject Known(JsonElement sent)
    {
        var fields = new JsonObject();
        foreach (var member in sent.EnumerateObject())
        {
            var name = ParseJson.ReadName(member);
            if (Ignored.Contains(name))
                continue;
            if (JobScheduleClass.Schema.Find(name) is null)
                throw Refusals.InvalidJson($"A schedule has no field {Excerpt.Of(name)}.");

            // Parameters are kept as a text; who sends them as an object means the same.
            var isObject = name == JobScheduleClass.Parameters && member.Value.ValueKind == JsonValueKind.Object && !member.Value.TryGetProperty("__op", out _);
            fields[name] = isObject ? JsonValue.Create(member.Value.GetRawText()) : JsonSerializer.SerializeToNode(member.Value);
        }

        return fields;
    }

    private static bool IsGone(JsonNode? value) =>
        value is null || (value is JsonObject operation && operation["__op"] is JsonValue kind && kind.TryGetValue(out string? text) && text == "Delete");

    private static JsonDocument Document(JsonObject fields) => ParseJson.ParseDocument(Encoding.UTF8.GetBytes(fields.ToJsonString()));
}
