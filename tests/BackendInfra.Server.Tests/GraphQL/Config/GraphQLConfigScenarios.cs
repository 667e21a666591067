using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Config;

/// <summary>Two servers of one database: a config that one of them is given changes the schema of both, while they are being asked.</summary>
public sealed class GraphQLConfigScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new();
    private TestDatabase _database = null!;
    private WebApplication _first = null!, _second = null!;
    private App _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Ct);
        (_first, _second) = (await StartAsync(), await StartAsync());
        _app = await _first.Services.GetRequiredService<IAppStore>().CreateAsync("configured", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public }, Ct);
        await Client(_first, _app.Keys.Master).DefineAsync("Book", """{"fields":{"title":{"type":"String"},"author":{"type":"Pointer","targetClass":"_User"}}}""");
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
    public async Task A_config_changes_the_schema_of_every_server_and_nothing_of_REST()
    {
        Assert.Equal("{}", (await Client(_first, _app.Keys.ReadOnlyMaster).GetAsync("/parse/graphql-config")).Expect(200).Text);
        Assert.True(await AnswersAsync(_first, "books"));
        Assert.True(await AnswersAsync(_second, "books"));

        const string config = """{"disabledForClasses":["_User"],"classConfigs":[{"className":"Book","query":{"findAlias":"library"}}]}""";
        Answer.AreEqual("""{"response":{"result":true}}""", (await PutAsync(config)).Expect(200).Text);

        Assert.False(await AnswersAsync(_first, "books"));
        Assert.True(await AnswersAsync(_first, "library"));
        Assert.False(await AnswersAsync(_first, "users"));
        await EventuallyAsync(async () => await AnswersAsync(_second, "library") && !await AnswersAsync(_second, "books"));
        Answer.AreEqual(config, (await Client(_second, _app.Keys.Master).GetAsync("/parse/graphql-config")).Expect(200).Text);

        // Excluded classes stay reachable.
        (await Client(_first, null).GetAsync("/parse/classes/Book")).Expect(200);
        (await Client(_first, null).PostAsync("/parse/users", """{"username":"ada","password":"secret"}""")).Expect(201);

        (await PutAsync("{}")).Expect(200);
        Assert.True(await AnswersAsync(_first, "books"));
        await EventuallyAsync(() => AnswersAsync(_second, "books"));
        Assert.Equal("{}", (await Client(_first, _app.Keys.Master).GetAsync("/parse/graphql-config")).Text);
    }

    [Fact]
    public async Task Requests_under_way_meet_the_old_schema_or_the_new_one()
    {
        using var done = new CancellationTokenSource();
        var asking = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    (await AskAsync(_first, "{ health books { count } }")).Expect(200);
            },
            Ct);
        for (var i = 0; i < 10; i++)
            (await PutAsync($$"""{"classConfigs":[{"className":"Book","query":{"getAlias":"book{{i}}"} }]}""")).Expect(200);
        await done.CancelAsync();
        await asking;
    }

    [Fact]
    public async Task Only_the_master_key_changes_a_config()
    {
        const string body = """{"params":{"enabledForClasses":[]}}""";

        (await Client(_first, null).GetAsync("/parse/graphql-config")).Expect(403);
        (await Client(_first, null).PutAsync("/parse/graphql-config", body)).Expect(403);
        (await Client(_first, _app.Keys.ReadOnlyMaster).PutAsync("/parse/graphql-config", body)).ExpectError(119);
        (await Client(_first, _app.Keys.Master).PutAsync("/parse/graphql-config", """{"params":{"enabled":true}}""")).ExpectError(107, "Invalid graphQLConfig: encountered invalid keys: [enabled]");
        Assert.True(await AnswersAsync(_first, "books"));
    }

    [Fact]
    public async Task Aliases_answer_as_the_fields_that_they_stand_for()
    {
        (await PutAsync("""
            {"classConfigs":[{"className":"Book","query":{"getAlias":"volume","findAlias":"library"},"mutation":{"createAlias":"publish","updateAlias":"revise","destroyAlias":"burn"}}]}
            """)).Expect(200);

        var id = (await AskAsync(_first, """mutation { publish(input: {fields: {title: "A"}}) { book { objectId } } }""")).Json.GetProperty("data").GetProperty("publish").GetProperty("book").GetProperty("objectId").GetString();
        Answer.AreEqual("""{"data":{"revise":{"book":{"title":"B"}}}}""", (await AskAsync(_first, $$"""mutation { revise(input: {id: "{{id}}", fields: {title: "B"} }) { book { title } } }""")).Text);
        Answer.AreEqual("""{"data":{"volume":{"title":"B"},"library":{"count":1},"libraryAggregate":{"count":1},"libraryGroupBy":{"count":1}}}""", (await AskAsync(_first, $$"""{ volume(id: "{{id}}") { title } library { count } libraryAggregate { count } libraryGroupBy(by: [title]) { count } }""")).Text);
        Answer.AreEqual("""{"data":{"burn":{"book":{"title":"B"}}}}""", (await AskAsync(_first, $$"""mutation { burn(input: {id: "{{id}}"}) { book { title } } }""")).Text);
    }

    [Fact]
    public async Task A_pointer_to_an_excluded_class_is_written_and_read_as_an_object()
    {
        var user = (await Client(_first, null).PostAsync("/parse/users", """{"username":"writer","password":"secret"}""")).Expect(201).Json.GetProperty("objectId").GetString();
        (await PutAsync("""{"disabledForClasses":["_User"]}""")).Expect(200);

        var created = await AskAsync(_first, $$"""mutation { createBook(input: {fields: {title: "A", author: {__type: "Pointer", className: "_User", objectId: "{{user}}"} } }) { book { author } } }""");

        Answer.AreEqual($$$"""{"data":{"createBook":{"book":{"author":{"__type":"Pointer","className":"_User","objectId":"{{{user}}}"} } } } }""", created.Text);
        Answer.AreEqual($$$"""{"data":{"booksGroupBy":{"groups":[{"key":{"author":{"__type":"Pointer","className":"_User","objectId":"{{{user}}}"} } }]} } }""", (await AskAsync(_first, "{ booksGroupBy(by: [author]) { groups { key { author } } } }")).Text);
    }

    private async Task<bool> AnswersAsync(WebApplication server, string field) => !(await AskAsync(server, $"{{ {field} {{ count }} }}")).Json.TryGetProperty("errors", out _);

    private Task<Answer> AskAsync(WebApplication server, string query) => Client(server, null).PostAsync("/graphql", System.Text.Json.JsonSerializer.Serialize(new { query }));

    private Task<Answer> PutAsync(string config) => Client(_first, _app.Keys.Master).PutAsync("/parse/graphql-config", $$"""{"params":{{config}} }""");

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(since.Elapsed < Patience);
            await Task.Delay(20, Ct);
        }
    }

    private RestClient Client(WebApplication server, string? masterKey)
    {
        var client = new RestClient(_http, new Uri(server.Urls.First()), _app);
        if (masterKey is not null)
            client.Headers["X-Parse-Master-Key"] = masterKey;
        return client;
    }

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
