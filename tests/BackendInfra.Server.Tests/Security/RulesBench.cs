using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Security;

/// <summary>An app for the tests of the security rules, and its callers over REST, batch and GraphQL. A class fixture.</summary>
public sealed class RulesBench(TestServer server) : IAsyncLifetime
{
    public TestServer Server => server;

    public App App { get; private set; } = null!;

    public RestClient Anonymous => server.Anonymous(App);

    public RestClient Master => server.Master(App);

    public RestClient ReadOnlyMaster => server.ReadOnlyMaster(App);

    public async ValueTask InitializeAsync()
    {
        App = await server.CreateAppAsync($"rules-{Guid.NewGuid():N}", new AppOptions());

        // Everybody may do everything with notes, but their secret is nobody's; vaults are closed.
        const string open = """{"*":true}""";
        await Master.DefineAsync("Vault", """{"fields":{"pin":{"type":"Number"}}}""");
        await Master.DefineAsync("Note", $$"""
            {"fields":{"text":{"type":"String"},"n":{"type":"Number"},"tags":{"type":"Array"},"map":{"type":"Object"},"secret":{"type":"String"},
                       "friend":{"type":"Pointer","targetClass":"Note"},"vault":{"type":"Pointer","targetClass":"Vault"},"vaults":{"type":"Relation","targetClass":"Vault"} },
             "classLevelPermissions":{"find":{{open}},"get":{{open}},"count":{{open}},"create":{{open}},"update":{{open}},"delete":{{open}},"protectedFields":{"*":["secret"]} } }
            """);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Signs a user up and speaks as him.</summary>
    public async Task<(RestClient Client, string Id)> SignUpAsync(string name)
    {
        var client = Anonymous;
        var user = (await client.PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"secret"}""")).Expect(201).Json;
        client.Headers["X-Parse-Session-Token"] = user.GetProperty("sessionToken").GetString()!;
        return (client, user.GetProperty("objectId").GetString()!);
    }

    public Task<Answer> AskAsync(RestClient client, string query, object? variables = null) =>
        client.PostAsync($"/apps/{App.Id}/graphql", JsonSerializer.Serialize(new { query, variables }));

    /// <summary>The code of a GraphQL answer's first error; fails the test when there is none.</summary>
    public async Task<string> CodeAsync(RestClient client, string query, object? variables = null)
    {
        var answer = await AskAsync(client, query, variables);
        Assert.True(answer.Status < 500, answer.Text);
        Assert.True(answer.Json.TryGetProperty("errors", out var errors), answer.Text);
        return errors[0].GetProperty("extensions").GetProperty("code").ToString();
    }

    /// <summary>What one request answers as the only item of a batch.</summary>
    public static async Task<JsonElement> BatchAsync(RestClient client, string method, string path, string body) =>
        (await client.PostAsync("/parse/batch", $$"""{"requests":[{"method":"{{method}}","path":"{{path}}","body":{{body}} }]}""")).Expect(200).Json[0];

    /// <summary>A refusal as an item of a batch.</summary>
    public static async Task<int> BatchCodeAsync(RestClient client, string method, string path, string body) =>
        (await BatchAsync(client, method, path, body)).GetProperty("error").GetProperty("code").GetInt32();
}
