using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Schemas;

namespace BackendInfra.Server.Rest.Schemas;

/// <summary>Classes as code over HTTP: the app's classes as files hold them, what a deployment would do, and the deployment.</summary>
internal static class DeploymentRoutes
{
    public static RestRoute[] All =>
    [
        new("GET", "schema", RouteLevel.MasterRead, ExportAsync),
        new("POST", "schema/plan", RouteLevel.MasterWrite, (request, cancellationToken) => RunAsync(request, isDryRun: true, cancellationToken)),
        new("POST", "schema/apply", RouteLevel.MasterWrite, (request, cancellationToken) => RunAsync(request, isDryRun: false, cancellationToken)),
    ];

    /// <summary><c>GET /schema</c> → <c>{"classes":[…],"graphql":"…"}</c>.</summary>
    private static async Task ExportAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var schema = await request.Data.SchemaAsync(cancellationToken);
        var sdl = SchemaDeployer.Sdl(schema, Functions(request), request.Caller.App);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("classes");
            foreach (var of in SchemaFiles.Defined(schema))
                SchemaJsonWriter.WriteDefinition(json, of);
            json.WriteEndArray();
            json.WriteString("graphql", sdl);
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// <c>POST /schema/plan</c> and <c>/schema/apply</c>: <c>{"classes":[…],"prune":false,"allowDataLoss":false,"fillDefaults":false,"rewriteLargeTables":false}</c>.
    /// </summary>
    /// <exception cref="ParseException">107 malformed, 119 locked schemas, 255 what stands in the way, and what <see cref="SchemaEditor"/> refuses.</exception>
    private static async Task RunAsync(RestRequest request, bool isDryRun, CancellationToken cancellationToken)
    {
        var app = request.Caller.App;
        if (!isDryRun)
            SchemaEditor.RequireUnlocked(app.Options);
        var definition = Definition(request.Body);
        var options = new SchemaDeploymentOptions
        {
            DryRun = isDryRun,
            AllowDataLoss = Flag(request.Body, "allowDataLoss"),
            FillDefaults = Flag(request.Body, "fillDefaults"),
            RewriteLargeTables = Flag(request.Body, "rewriteLargeTables"),
        };
        var report = await request.Data.TogetherAsync(
            transaction => SchemaDeployer.RunAsync(transaction, app, definition, options, Functions(request), cancellationToken), cancellationToken);
        request.Answer.Write(json => SchemaReportJson.Write(json, report));
    }

    private static SchemaDefinition Definition(RestBody body)
    {
        if (body.Find("classes") is not { ValueKind: JsonValueKind.Array } classes)
            throw Refusals.InvalidJson("classes must be an array of class definitions.");
        return new SchemaDefinition([.. classes.EnumerateArray().Select(SchemaFiles.Read)]) { Prune = Flag(body, "prune") };
    }

    private static bool Flag(RestBody body, string name) => body.Find(name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Refusals.InvalidJson($"{name} must be true or false."),
    };

    private static ImmutableArray<string> Functions(RestRequest request) => [.. request.Data.Services.Functions.Names(request.Caller.App)];
}
