using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Import;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Cases;

/// <summary>An app with the classes and rows of the folder <c>App</c>, and the callers of the golden cases.</summary>
internal sealed class CaseApp
{
    public const string Anonymous = "anonymous", Master = "master", ReadOnlyMaster = "read-only master", Maintenance = "maintenance";

    /// <summary>Users of the export: alice owns some rows, bob has the role <c>staff</c>.</summary>
    private const string Password = "old-secret";

    private static readonly string Folder = Repository.PathOf("tests", "BackendInfra.Server.Tests", "GraphQL", "Cases", "App");

    private readonly TestServer _server;
    private readonly Dictionary<string, (string Name, string Value)[]> _headers;

    private CaseApp(TestServer server, App app)
    {
        _server = server;
        App = app;
        _headers = new(StringComparer.Ordinal)
        {
            [Anonymous] = [],
            [Master] = [("X-Parse-Master-Key", app.Keys.Master)],
            [Maintenance] = [("X-Parse-Maintenance-Key", app.Keys.Maintenance)],
            [ReadOnlyMaster] = [("X-Parse-Master-Key", app.Keys.ReadOnlyMaster)],
        };
    }

    public App App { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CaseApp> CreateAsync(TestServer server, string name)
    {
        var app = await server.CreateAppAsync(name, new AppOptions { FileUpload = new() { AllowedFileUrlDomains = ["localhost"] } });
        var options = new ImportOptions();
        using var export = AppExport.Open([Folder], options);
        foreach (var source in export.Sources)
            await server.Services.GetRequiredService<Importer>().ImportAsync(app, Principal.Master, source, options, null, Cancellation);
        (await server.Master(app).PutAsync("/parse/schemas/Product", """{"indexes":{"sku_unique":{"keys":{"sku":1},"unique":true}}}""")).Expect(200);
        return new CaseApp(server, app);
    }

    /// <summary>Sends an operation as one of the callers.</summary>
    public async Task<JsonObject> AskAsync(string caller, string document, string? variables, ActivityTraceId? trace = null)
    {
        var body = new JsonObject { ["query"] = document, ["variables"] = variables is null ? null : JsonNode.Parse(variables) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Address, $"/apps/{App.Id}/graphql")) { Content = JsonContent.Create(body) };
        if (trace is { } id)
            request.Headers.Add("traceparent", $"00-{id.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        foreach (var (header, value) in await HeadersAsync(caller))
            request.Headers.Add(header, value);
        using var response = await _server.Http.SendAsync(request, Cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!.AsObject();
    }

    /// <summary>Reads over REST as one of the callers.</summary>
    public async Task<JsonObject> RestAsync(string caller, string path, params (string Name, string Value)[] parameters)
    {
        var client = new RestClient(_server.Http, _server.Address, App);
        foreach (var (header, value) in await HeadersAsync(caller))
            client.Headers[header] = value;
        return JsonNode.Parse((await client.GetAsync(path, parameters)).Text)!.AsObject();
    }

    /// <summary>What a request of the caller carries. A user is logged in when he first asks.</summary>
    public async Task<(string Name, string Value)[]> HeadersAsync(string caller)
    {
        if (_headers.TryGetValue(caller, out var headers))
            return headers;
        var answer = await _server.Anonymous(App).PostAsync("/parse/login", JsonSerializer.Serialize(new { username = caller, password = Password }));
        return _headers[caller] = [("X-Parse-Session-Token", answer.Expect(200).Json.GetProperty("sessionToken").GetString()!)];
    }

    /// <summary>Lets the server know the caller's session, so that what follows is a case's own statements only.</summary>
    public async Task WarmAsync(string caller)
    {
        if ((await HeadersAsync(caller)) is [("X-Parse-Session-Token", _)])
            await RestAsync(caller, "/parse/users/me");
    }
}
