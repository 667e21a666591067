using System.Globalization;
using System.Text.Json.Nodes;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.OpenApi;

/// <summary>One operation of the document: parameters, body, answers, keys.</summary>
internal static class OperationWriter
{
    public const string ApplicationId = "ApplicationId", MasterKey = "MasterKey", SessionToken = "SessionToken", ClientKey = "ClientKey";

    /// <summary>Query parameters of a find, and of reading one object.</summary>
    public static readonly (string Name, string Type, string Description, bool ForOne)[] ReadParameters =
    [
        ("where", "string", "Conditions as JSON.", false),
        ("order", "string", "Fields, with - before those that descend.", false),
        ("limit", "integer", "At most so many objects; 100 by default.", false),
        ("skip", "integer", "Leaves out so many objects.", false),
        ("count", "integer", "1 adds the number of all that match.", false),
        ("keys", "string", "Fields to send.", true),
        ("excludeKeys", "string", "Fields not to send.", true),
        ("include", "string", "Pointers whose objects to send, too.", true),
    ];

    /// <param name="path">With the class's name in its place where it is known.</param>
    /// <param name="of">The class, where it is known.</param>
    public static JsonObject Write(RestRoute route, string path, ClassComponents? of)
    {
        var isOne = path.EndsWith("{objectId}", StringComparison.Ordinal);
        var isClass = of is not null || route.Template.StartsWith("classes/", StringComparison.Ordinal);
        var className = path != route.Template ? of?.Output : null;
        var operation = new JsonObject
        {
            ["operationId"] = Id(route.Method, path),
            ["summary"] = RouteTexts.Of(route, className),
            ["tags"] = new JsonArray(RouteTexts.Tag(path, className)),
            ["parameters"] = Parameters(route, path, isClass, isOne),
            ["responses"] = Responses(route, of, isClass, isOne),
            ["security"] = Security(route.Level),
        };
        if (route.Method is "POST" or "PUT")
            operation["requestBody"] = new JsonObject { ["content"] = Json(of is not null && isClass ? ValueSchemas.Reference(of.Input) : ValueSchemas.Type("object")) };
        return operation;
    }

    private static JsonArray Parameters(RestRoute route, string path, bool isClass, bool isOne)
    {
        var parameters = new JsonArray();
        foreach (var segment in path.Split('/').Where(segment => segment.StartsWith('{')))
            parameters.Add(new JsonObject { ["name"] = segment.Trim('{', '}'), ["in"] = "path", ["required"] = true, ["schema"] = ValueSchemas.Type("string") });
        if (route.Method == "GET" && isClass)
        {
            foreach (var parameter in ReadParameters.Where(parameter => parameter.ForOne || !isOne))
                parameters.Add(new JsonObject { ["$ref"] = $"#/components/parameters/{parameter.Name}" });
        }

        return parameters;
    }

    private static JsonObject Responses(RestRoute route, ClassComponents? of, bool isClass, bool isOne)
    {
        var item = of is null ? ValueSchemas.Type("object") : ValueSchemas.Reference(of.Output);
        var isCreate = isClass && route.Method == "POST";
        var (status, schema) = (route.Method, isClass, isOne) switch
        {
            ("GET", true, false) => (200, ValueSchemas.Object("", ["results"], ("results", ValueSchemas.Array(item)), ("count", ValueSchemas.Type("integer")))),
            ("GET", true, true) => (200, item),
            _ => (isCreate ? 201 : 200, route.Template == "batch" ? ValueSchemas.Array(ValueSchemas.Type("object")) : ValueSchemas.Type("object")),
        };
        return new JsonObject
        {
            [status.ToString(CultureInfo.InvariantCulture)] = new JsonObject { ["description"] = isCreate ? "The object was made." : "Done.", ["content"] = Json(schema) },
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Refused" },
        };
    }

    /// <summary>Each member is a way in; what is in one member is sent together.</summary>
    private static JsonArray Security(RouteLevel level) => level == RouteLevel.Anyone
        ? new JsonArray(Keys(ApplicationId), Keys(ApplicationId, ClientKey), Keys(ApplicationId, SessionToken), Keys(ApplicationId, MasterKey))
        : new JsonArray(Keys(ApplicationId, MasterKey));

    private static JsonObject Keys(params string[] names)
    {
        var keys = new JsonObject();
        foreach (var name in names)
            keys[name] = new JsonArray();
        return keys;
    }

    public static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static string Id(string method, string path) => $"{method.ToLowerInvariant()}_{string.Join('_', path.Split('/').Select(segment => segment.Trim('{', '}')))}".Replace('.', '_');
}
