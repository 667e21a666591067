using System.Text.Json.Nodes;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Rest.Server;

namespace BackendInfra.Server.OpenApi;

/// <summary>The REST API as an OpenAPI 3.1 document, made of the route table and of an app's classes.</summary>
/// <param name="classes">The classes that the reader may know of.</param>
/// <param name="isMaster">Whether the reader holds a master key: then also its routes are told, and fields that are hidden from others.</param>
/// <param name="isTesting">Whether the routes for tests are there.</param>
internal sealed class OpenApiDocument(IEnumerable<ClassSchema> classes, bool isMaster, bool isTesting, string serverUrl)
{
    private const string ClassesPath = "classes/{className}";

    private readonly Dictionary<string, ClassComponents> _classes = classes.ToDictionary(schema => schema.Name, schema => new ClassComponents(schema, isMaster), StringComparer.Ordinal);

    public JsonObject Build() => new()
    {
        ["openapi"] = "3.1.1",
        ["info"] = new JsonObject
        {
            ["title"] = "BackendInfra REST API",
            ["version"] = ServerInfoRoute.ParseServerVersion,
            ["description"] = "Compatible with Parse Server. Requests name the app in X-Parse-Application-Id, unless its id is in the path.",
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = serverUrl }),
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["schemas"] = Schemas(),
            ["parameters"] = Parameters(),
            ["responses"] = new JsonObject { ["Refused"] = new JsonObject { ["description"] = "Refused.", ["content"] = OperationWriter.Json(ValueSchemas.Reference(ValueSchemas.Error)) } },
            ["securitySchemes"] = new JsonObject
            {
                [OperationWriter.ApplicationId] = Header("X-Parse-Application-Id"),
                [OperationWriter.ClientKey] = Header("X-Parse-REST-API-Key"),
                [OperationWriter.SessionToken] = Header("X-Parse-Session-Token"),
                [OperationWriter.MasterKey] = Header("X-Parse-Master-Key"),
            },
        },
    };

    private JsonObject Paths()
    {
        var paths = new JsonObject();
        foreach (var route in RestRoutes.All.Where(route => (isMaster || route.Level == RouteLevel.Anyone) && (isTesting || !route.IsForTesting)))
        {
            // OpenApi has no word for the rest of a path.
            Add(paths, route, route.Template.Replace("{**", "{", StringComparison.Ordinal), _classes.GetValueOrDefault(route.FixedClass));
            if (!route.Template.StartsWith(ClassesPath, StringComparison.Ordinal))
                continue;
            foreach (var (name, components) in _classes.Where(pair => !pair.Key.StartsWith('_')))
                Add(paths, route, route.Template.Replace("{className}", name, StringComparison.Ordinal), components);
        }

        return paths;
    }

    private static void Add(JsonObject paths, RestRoute route, string path, ClassComponents? of)
    {
        var key = "/" + path;
        if (paths[key] is not JsonObject item)
            paths[key] = item = [];

        // Answers about oneself look like objects of the class, but take none of its parameters.
        item[route.Method.ToLowerInvariant()] = OperationWriter.Write(route, path, path.EndsWith("/me", StringComparison.Ordinal) ? null : of);
    }

    private JsonObject Schemas()
    {
        var schemas = new JsonObject();
        foreach (var (name, schema) in ValueSchemas.Components)
            schemas[name] = schema;
        foreach (var components in _classes.Values)
        {
            schemas[components.Output] = components.OutputSchema();
            schemas[components.Input] = components.InputSchema();
        }

        return schemas;
    }

    private static JsonObject Parameters()
    {
        var parameters = new JsonObject();
        foreach (var (name, type, description, _) in OperationWriter.ReadParameters)
            parameters[name] = new JsonObject { ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = ValueSchemas.Type(type) };
        return parameters;
    }

    private static JsonObject Header(string name) => new() { ["type"] = "apiKey", ["in"] = "header", ["name"] = name };
}
