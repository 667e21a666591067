using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Apps;

/// <summary>Reads GraphQL configs, with Parse Server's rules and words.</summary>
public static class GraphQLConfigJson
{
    private const int MaxLength = 1024 * 1024;

    /// <exception cref="ParseException">107 for a document that is none, naming all that is wrong with it.</exception>
    public static GraphQLConfig Read(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            throw Invalid("cannot be undefined, null or empty");
        if (json.ValueKind != JsonValueKind.Object)
            throw Invalid("must be a valid object");
        var text = json.GetRawText();
        if (text.Length > MaxLength)
            throw Invalid("must not be larger than 1 MB");

        var errors = new List<string>();
        var members = Members(json);
        if (Unknown(members, "enabledForClasses", "disabledForClasses", "classConfigs") is { } unknown)
            errors.Add($"encountered invalid keys: [{unknown}]");
        var config = new GraphQLConfig
        {
            EnabledForClasses = Names(members, "enabledForClasses", errors),
            DisabledForClasses = Names(members, "disabledForClasses", errors) ?? [],
            Classes = Classes(Given(members, "classConfigs"), errors),
            Json = text,
        };
        return errors.Count == 0 ? config : throw Invalid(string.Join("; ", errors));
    }

    /// <summary>Reads what was stored.</summary>
    public static GraphQLConfig Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        return Read(json.RootElement);
    }

    private static ImmutableHashSet<string>? Names(Dictionary<string, JsonElement> members, string name, List<string> errors)
    {
        if (Given(members, name) is not { } list)
            return null;
        if (Strings(list) is { } names)
            return names;
        errors.Add($"\"{name}\" is not a valid array");
        return null;
    }

    private static ImmutableDictionary<string, GraphQLClassConfig> Classes(JsonElement? list, List<string> errors)
    {
        var classes = ImmutableDictionary.CreateBuilder<string, GraphQLClassConfig>(StringComparer.Ordinal);
        if (list is not { } items)
            return classes.ToImmutable();
        if (items.ValueKind != JsonValueKind.Array)
        {
            errors.Add("\"classConfigs\" is not a valid array");
            return classes.ToImmutable();
        }

        foreach (var item in items.EnumerateArray())
        {
            var name = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("className", out var className) && className.ValueKind == JsonValueKind.String ? className.GetString()! : null;
            try
            {
                // Of two configs of one class the first holds, as in Parse Server.
                classes.TryAdd(name ?? "", GraphQLClassConfigReader.Read(item, name));
            }
            catch (FormatException exception)
            {
                errors.Add($"classConfig:{Excerpt.Of(name ?? "undefined")} is invalid because {exception.Message}");
            }
        }

        return classes.ToImmutable();
    }

    internal static Dictionary<string, JsonElement> Members(JsonElement json) =>
        json.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    internal static JsonElement? Given(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The names of members that are not expected; null when there is none.</summary>
    internal static string? Unknown(Dictionary<string, JsonElement> members, params string[] known) =>
        members.Keys.Except(known).ToArray() is { Length: > 0 } unknown ? string.Join(',', unknown.Select(Excerpt.Of)) : null;

    /// <summary>A list of texts that are not blank; null for anything else.</summary>
    internal static ImmutableHashSet<string>? Strings(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString()))
            ? [.. json.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    private static ParseException Invalid(string what) => Refusals.InvalidJson($"Invalid graphQLConfig: {what}");
}
