using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Apps;

/// <summary>Options as JSON: in the catalog, and as their owner writes them.</summary>
public static class AppOptionsJson
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly JsonSerializerOptions Readable = new(Stored) { WriteIndented = true };

    /// <summary>An owner's slip of the pen is told, not passed over.</summary>
    private static readonly JsonSerializerOptions Strict = new(Stored) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, NumberHandling = JsonNumberHandling.Strict };

    public static string Write(AppOptions options) => JsonSerializer.Serialize(options, Stored);

    public static string WriteReadable(AppOptions options) => JsonSerializer.Serialize(options, Readable);

    /// <summary>Reads what the catalog holds; options that it does not name have their defaults.</summary>
    public static AppOptions Read(string json) => JsonSerializer.Deserialize<AppOptions>(json, Stored)!;

    /// <summary>Options with some of them set anew.</summary>
    /// <param name="changes">Names such as <c>defaultLimit</c> or <c>limits.batchRequests</c>, and values as JSON; what is no JSON is a text.</param>
    /// <exception cref="ParseException">107 an option that does not exist, or a value that it cannot have.</exception>
    public static AppOptions Change(AppOptions options, IEnumerable<(string Name, string Value)> changes)
    {
        var json = JsonSerializer.SerializeToNode(options, Stored)!.AsObject();
        foreach (var (name, value) in changes)
        {
            var parts = name.Split('.');
            var parent = json;
            foreach (var part in parts.SkipLast(1))
                parent = parent[part] as JsonObject ?? throw Refusals.InvalidJson($"There is no option {name}.");
            if (!parent.ContainsKey(parts[^1]))
                throw Refusals.InvalidJson($"There is no option {name}. See them all with: app options NAME");
            parent[parts[^1]] = Value(value);
        }

        try
        {
            return AppOptionsRules.Require(json.Deserialize<AppOptions>(Strict)!);
        }
        catch (JsonException exception)
        {
            throw new ParseException(ErrorCode.InvalidJson, $"The option {exception.Path?.TrimStart('$', '.')} cannot have that value.", exception);
        }
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
