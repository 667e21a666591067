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
        foreach (var (written, text) in changes)
        {
            var (name, value) = ParseOptionNames.Translate(written, text);
            var parts = name.Split('.');
            var parent = json;
            foreach (var part in parts.SkipLast(1))
                parent = parent[part] as JsonObject ?? throw Unknown(written);
            if (!parent.ContainsKey(parts[^1]))
                throw Unknown(written);
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

    /// <summary>Options with some of them set anew, as an object such as <c>{"fileUpload":{"enableForPublic":true}}</c> names them.</summary>
    /// <inheritdoc cref="Change(AppOptions, IEnumerable{ValueTuple{string, string}})"/>
    public static AppOptions Change(AppOptions options, JsonElement changes) => Change(options, Flatten(changes, "", typeof(AppOptions)));

    /// <summary>Groups of options are changed one by one, so that those that are not named stay; other values as a whole.</summary>
    private static IEnumerable<(string Name, string Value)> Flatten(JsonElement json, string prefix, Type? type)
    {
        foreach (var member in json.EnumerateObject())
        {
            var name = prefix + Values.ParseJson.ReadName(member);
            var group = Group(type, member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object && (group is not null || ParseOptionNames.IsGroup(name)))
            {
                foreach (var change in Flatten(member.Value, name + ".", group))
                    yield return change;
            }
            else
            {
                yield return (name, member.Value.GetRawText());
            }
        }
    }

    /// <summary>The type of an option that always is a group of others; null for what is none.</summary>
    private static Type? Group(Type? type, string name)
    {
        var property = type?.GetProperties().FirstOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name);
        return property?.PropertyType is { IsClass: true } group && group.Assembly == typeof(AppOptions).Assembly && group.GetConstructor(Type.EmptyTypes) is not null
            && new System.Reflection.NullabilityInfoContext().Create(property).ReadState == System.Reflection.NullabilityState.NotNull
            ? group
            : null;
    }

    private static ParseException Unknown(string name) =>
        Refusals.InvalidJson($"There is no option {Values.Excerpt.Of(name)}. See them all with: app options NAME");

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
