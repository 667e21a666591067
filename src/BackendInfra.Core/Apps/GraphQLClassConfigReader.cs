using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Apps;

/// <summary>Reads one of <c>classConfigs</c>.</summary>
internal static class GraphQLClassConfigReader
{
    /// <param name="name">The class, where it is named.</param>
    /// <exception cref="FormatException">What is wrong.</exception>
    public static GraphQLClassConfig Read(JsonElement json, string? name)
    {
        var members = Object(json, "it must be a valid object");
        if (GraphQLConfigJson.Unknown(members, "className", "type", "query", "mutation") is { } unknown)
            throw new FormatException($"\"invalidKeys\" [{unknown}] should not be present");
        if (string.IsNullOrWhiteSpace(name))
            throw new FormatException("\"className\" must be a valid string");
        var config = GraphQLConfigJson.Given(members, "type") is { } type ? Type(GraphQLClassConfig.Everything, type, name) : GraphQLClassConfig.Everything;
        if (GraphQLConfigJson.Given(members, "query") is { } query)
            config = Query(config, Object(query, "\"query\" must be a valid object"));
        return GraphQLConfigJson.Given(members, "mutation") is { } mutation ? Mutation(config, Object(mutation, "\"mutation\" must be a valid object")) : config;
    }

    private static GraphQLClassConfig Type(GraphQLClassConfig config, JsonElement json, string className)
    {
        var members = Object(json, "\"type\" must be a valid object");
        if (GraphQLConfigJson.Unknown(members, "inputFields", "outputFields", "constraintFields", "sortFields") is { } unknown)
            throw new FormatException($"\"type\" contains invalid keys, [{unknown}]");
        config = config with
        {
            OutputFields = Fields(members, "outputFields", "outputFields"),
            ConstraintFields = Fields(members, "constraintFields", "constraintFields"),
            SortFields = GraphQLConfigJson.Given(members, "sortFields") is { } sort ? Sort(sort) : null,
        };
        if (GraphQLConfigJson.Given(members, "inputFields") is not { } input)
            return config;

        var inputs = Object(input, "\"inputFields\" must be a valid object");
        if (GraphQLConfigJson.Unknown(inputs, "create", "update") is { } unknownInput)
            throw new FormatException($"\"inputFields\" contains invalid keys: [{unknownInput}]");
        var (update, create) = (Fields(inputs, "update", "inputFields.update"), Fields(inputs, "create", "inputFields.create"));
        if (className == UserClass.Name && create is not null && !(create.Contains(UserClass.Username) && create.Contains(UserClass.Password)))
            throw new FormatException("\"inputFields.create\" must include required fields, username and password");
        return config with { CreateFields = create, UpdateFields = update };
    }

    private static ImmutableHashSet<string>? Fields(Dictionary<string, JsonElement> members, string name, string called) =>
        GraphQLConfigJson.Given(members, name) is not { } list ? null
        : GraphQLConfigJson.Strings(list) ?? throw new FormatException($"\"{called}\" must be a valid string array");

    private static ImmutableDictionary<string, (bool Ascending, bool Descending)> Sort(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw new FormatException("\"sortFields\" must be a valid array.");
        var fields = ImmutableDictionary.CreateBuilder<string, (bool, bool)>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            var members = Object(item, $"\"sortField\" at index {index} is not a valid object");
            if (GraphQLConfigJson.Unknown(members, "field", "asc", "desc") is { } unknown)
                throw new FormatException($"\"sortField\" at index {index} contains invalid keys, [{unknown}]");
            if (GraphQLConfigJson.Given(members, "field") is not { ValueKind: JsonValueKind.String } field || string.IsNullOrWhiteSpace(field.GetString()))
                throw new FormatException($"\"sortField\" at index {index} did not provide the \"field\" as a string");
            if (Flag(members, "asc") is not { } ascending || Flag(members, "desc") is not { } descending)
                throw new FormatException($"\"sortField\" at index {index} did not provide \"asc\" or \"desc\" as booleans");
            fields[field.GetString()!] = (ascending, descending);
            index++;
        }

        return fields.ToImmutable();
    }

    private static GraphQLClassConfig Query(GraphQLClassConfig config, Dictionary<string, JsonElement> members)
    {
        if (GraphQLConfigJson.Unknown(members, "find", "get", "findAlias", "getAlias") is { } unknown)
            throw new FormatException($"\"query\" contains invalid keys, [{unknown}]");
        return config with
        {
            Find = Shown(members, "query", "find"),
            Get = Shown(members, "query", "get"),
            FindAlias = Alias(members, "query", "findAlias"),
            GetAlias = Alias(members, "query", "getAlias"),
        };
    }

    private static GraphQLClassConfig Mutation(GraphQLClassConfig config, Dictionary<string, JsonElement> members)
    {
        if (GraphQLConfigJson.Unknown(members, "create", "update", "destroy", "createAlias", "updateAlias", "destroyAlias") is { } unknown)
            throw new FormatException($"\"mutation\" contains invalid keys, [{unknown}]");
        return config with
        {
            Create = Shown(members, "mutation", "create"),
            Update = Shown(members, "mutation", "update"),
            Delete = Shown(members, "mutation", "destroy"),
            CreateAlias = Alias(members, "mutation", "createAlias"),
            UpdateAlias = Alias(members, "mutation", "updateAlias"),
            DeleteAlias = Alias(members, "mutation", "destroyAlias"),
        };
    }

    private static bool Shown(Dictionary<string, JsonElement> members, string group, string name) =>
        GraphQLConfigJson.Given(members, name) is null || (Flag(members, name) ?? throw new FormatException($"\"{group}.{name}\" must be a boolean"));

    /// <summary>A name of GraphQL's. Parse Server takes any text, and then has no schema.</summary>
    private static string? Alias(Dictionary<string, JsonElement> members, string group, string name)
    {
        if (GraphQLConfigJson.Given(members, name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new FormatException($"\"{group}.{name}\" must be a string");
        return value.GetString() is not { Length: > 0 } alias ? null
            : Names.IsIdentifier(alias) ? alias
            : throw new FormatException($"\"{group}.{name}\" must be a name: letters, digits and _, beginning with a letter");
    }

    private static bool? Flag(Dictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    }
    : null;

    private static Dictionary<string, JsonElement> Object(JsonElement json, string message) =>
        json.ValueKind == JsonValueKind.Object ? GraphQLConfigJson.Members(json) : throw new FormatException(message);
}
