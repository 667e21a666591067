using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.Schemas;

/// <summary>Two servers of one database: while one changes classes, others ask both. Nobody is refused, whatever the moment.</summary>
public sealed class ChangeUnderLoadScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private const int Rounds = 8, Askers = 2, LeastRequests = 30;

    private const string Query =
        "query($n: Float) { items(where: {n: {greaterThanOrEqualTo: $n}}, order: [n_ASC], first: 5) { count edges { node { id objectId n other { n items(first: 2) { edges { node { n } } } } } } } }";

    /// <summary>Asks for the tables in the other order than a change locks them.</summary>
    private const string Crossing = "{ others(first: 5, order: [n_DESC]) { edges { node { n items(first: 2) { edges { node { n } } } } } } }";

    private readonly HttpClient _http = new();
    private TestDatabase _database = null!;
    private WebApplication _first = null!, _second = null!;
    private App _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Ct);
        (_first, _second) = (await StartAsync(), await StartAsync());
        _app = await _first.Services.GetRequiredService<IAppStore>().CreateAsync("load", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, GraphQLPublicIntrospection = true }, Ct);
        (await Master.PostAsync("/parse/schema/apply", Definitions(""))).Expect(200);
        for (var i = 0; i < 20; i++)
        {
            var other = await Master.CreateAsync("Other", $$"""{"n":{{i}}}""");
            var item = await Master.CreateAsync("Item", $$$"""{"n":{{{i}}},"other":{"__type":"Pointer","className":"Other","objectId":"{{{other}}}"}}""");
            (await Master.PutAsync($"/parse/classes/Other/{other}", $$$"""{"items":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"Item","objectId":"{{{item}}}"}]}}""")).Expect(200);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in new[] { _first, _second })
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_is_refused_while_classes_are_added_changed_and_deleted()
    {
        var changes = Task.Run(ChangeAsync, Ct);
        var requests = new List<Task<int>>();
        foreach (var server in new[] { _first, _second })
        {
            for (var i = 0; i < Askers; i++)
            {
                requests.Add(WhileAsync(changes, () => AskAsync(server, Query, new { n = 3 })));
                requests.Add(WhileAsync(changes, () => AskAsync(server, Crossing, null)));
                requests.Add(WhileAsync(changes, async () => (await As(server).GetAsync("/parse/classes/Item", ("where", """{"n":{"$gte":3}}"""), ("order", "n"), ("include", "other"), ("limit", "5"))).Expect(200)));
            }

            requests.Add(WhileAsync(changes, () => AskAsync(server, """{ __type(name: "Item") { fields { name } } }""", null)));
            requests.Add(WhileAsync(changes, () => AskAsync(server, """mutation { createOther(input: {fields: {n: -1}}) { other { objectId n } } }""", null)));
            requests.Add(WhileAsync(changes, async () => (await As(server).PostAsync("/parse/classes/Other", """{"n":-2}""")).Expect(201)));
        }

        await changes;
        Assert.All(await Task.WhenAll(requests), count => Assert.True(count >= LeastRequests));
        Assert.Equal(["Item", "Other"], (await Master.GetAsync("/parse/schema")).Expect(200).Json.GetProperty("classes").EnumerateArray().Select(json => json.GetProperty("className").GetString()));
    }

    private RestClient Master => new(_http, Address(_first), _app) { Headers = { ["X-Parse-Master-Key"] = _app.Keys.Master } };

    /// <summary>Fields, indexes and classes come and go beside those that the others ask for: one by one, and several in one transaction.</summary>
    private async Task ChangeAsync()
    {
        for (var i = 0; i < Rounds; i++)
        {
            await Master.DefineAsync($"Extra{i}", """{"fields":{"item":{"type":"Pointer","targetClass":"Item"}}}""");
            (await Master.PutAsync("/parse/schemas/Item", """{"fields":{"short":{"type":"String"}},"indexes":{"byShort":{"short":1}}}""")).Expect(200);
            (await Master.PutAsync("/parse/schemas/Item", """{"fields":{"short":{"__op":"Delete"}}}""")).Expect(200);

            const string More = ""","extra":{"type":"Pointer","targetClass":"Item"},"label":{"type":"String"}""";
            (await Master.PostAsync("/parse/schema/apply", Definitions(More))).Expect(200);
            (await Master.PostAsync("/parse/schema/apply", Definitions(""))).Expect(200);
            (await Master.DeleteAsync($"/parse/schemas/Extra{i}")).Expect(200);
        }
    }

    private static string Definitions(string more) => $$$$"""
        {"allowDataLoss":true,"classes":[
          {"className":"Item","fields":{"n":{"type":"Number"},"other":{"type":"Pointer","targetClass":"Other"}{{{{more}}}}}},
          {"className":"Other","fields":{"n":{"type":"Number"},"items":{"type":"Relation","targetClass":"Item"}{{{{more}}}}}}]}
        """;

    private async Task AskAsync(WebApplication server, string query, object? variables)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address(server), $"/apps/{_app.Id}/graphql")) { Content = JsonContent.Create(new { query, variables }) };
        using var response = await _http.SendAsync(request, Ct);
        var answer = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode && JsonNode.Parse(answer)!["errors"] is null, answer);
    }

    /// <summary>Asks again and again: until the changes are done, and a few times in any case.</summary>
    private static Task<int> WhileAsync(Task changes, Func<Task> ask) => Task.Run(
        async () =>
        {
            var count = 0;
            for (; !changes.IsCompleted || count < LeastRequests; count++)
                await ask();
            return count;
        },
        Ct);

    private RestClient As(WebApplication server) => new(_http, Address(server), _app);

    private static Uri Address(WebApplication server) => new(server.Urls.First());

    private async Task<WebApplication> StartAsync()
    {
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={_database.ConnectionString}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddPostgres(builder.Configuration);
        var server = ServerHost.Build(builder);
        await server.StartAsync(Ct);
        return server;
    }
}
