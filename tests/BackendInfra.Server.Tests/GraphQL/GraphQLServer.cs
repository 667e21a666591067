using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>A running server with an app that has classes, and a client that speaks GraphQL to it. A class fixture.</summary>
public sealed class GraphQLServer(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TestServer _server = new(postgres);

    internal App App { get; private set; } = null!;

    internal string Address { get; private set; } = null!;

    internal HttpClient Client => _server.Http;

    internal string Endpoint => $"{Address}/apps/{App.Id}/graphql";

    internal ISchemaRegistry Registry => Service<ISchemaRegistry>();

    internal T Service<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Address = _server.Address.GetLeftPart(UriPartial.Authority);

        // The host of the file values that tests of all value types use.
        var options = _server.Guarded.Options with { FileUpload = new() { AllowedFileUrlDomains = ["u"] } };
        App = await Service<IAppStore>().ChangeAsync(_server.Guarded, options, CancellationToken.None);
        await Registry.ChangeAsync(App, snapshot => TestClasses.Closed(TestClasses.Everything(TestClasses.Shop(snapshot))), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal Task<App> CreateAppAsync(string name, AppOptions options) => _server.CreateAppAsync(name, options);

    /// <summary>Runs an operation and gives the whole answer.</summary>
    internal async Task<JsonObject> AskAsync(string query, object? variables = null, bool master = false, string? masterKey = null, string? endpoint = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint ?? Endpoint)
        {
            Content = JsonContent.Create(new { query, variables }, options: JsonSerializerOptions.Default),
        };
        if (master || masterKey is not null)
            request.Headers.Add("X-Parse-Master-Key", masterKey ?? App.Keys.Master);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode < 500, $"{response.StatusCode}: {text}");
        if (query.StartsWith("mutation", StringComparison.Ordinal))
            await Ticks.NextAsync();
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Runs an operation that must have no errors, and gives its data as compact JSON.</summary>
    internal async Task<string> DataAsync(string query, object? variables = null, bool master = false)
    {
        var answer = await AskAsync(query, variables, master);
        Assert.False(answer.ContainsKey("errors"), answer.ToJsonString());
        return answer["data"]!.ToJsonString();
    }

    /// <summary>As <see cref="DataAsync"/>, one value of it: keys and indices separated by dots.</summary>
    internal async Task<JsonNode?> ValueAsync(string path, string query, object? variables = null, bool master = false) =>
        At(JsonNode.Parse(await DataAsync(query, variables, master)), path);

    /// <summary>Runs an operation that must fail, and gives the first error's code and message.</summary>
    internal async Task<(string Code, string Message)> ErrorAsync(string query, object? variables = null, bool master = false, string? masterKey = null)
    {
        var answer = await AskAsync(query, variables, master, masterKey);
        Assert.True(answer.ContainsKey("errors"), answer.ToJsonString());
        var error = answer["errors"]![0]!;
        return (error["extensions"]!["code"]!.ToString(), error["message"]!.ToString());
    }

    internal static JsonNode? At(JsonNode? json, string path)
    {
        foreach (var step in path.Split('.'))
            json = int.TryParse(step, out var index) ? json![index] : json![step];
        return json;
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, string? body = null, string? contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync());
}
