using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Tests.Hosting;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Idempotency;

[Collection(nameof(ServerCollection))]
public sealed class IdempotencyTests(TestServer server)
{
    private const string Orders = "/parse/classes/Order";

    [Fact]
    public async Task A_repeated_request_is_refused_and_runs_once()
    {
        var app = await AppAsync("classes/.*");
        (await With(app, "one").PostAsync(Orders, """{"n":1}""")).Expect(201);
        (await With(app, "one").PostAsync(Orders, """{"n":1}""")).ExpectError(159, "Duplicate request");
        var id = (await With(app, "two").PostAsync(Orders, """{"n":2}""")).Expect(201).Json.GetProperty("objectId").GetString();
        (await With(app, "three").PutAsync($"{Orders}/{id}", """{"n":{"__op":"Increment","amount":1}}""")).Expect(200);
        (await With(app, "three").PutAsync($"{Orders}/{id}", """{"n":{"__op":"Increment","amount":1}}""")).ExpectError(159);
        (await With(app, "three").PostAsync($"{Orders}/{id}", """{"_method":"PUT","n":{"__op":"Increment","amount":1}}""")).ExpectError(159);
        Assert.Equal(["1", "3"], (await server.Anonymous(app).GetAsync(Orders)).All("n"));
    }

    [Fact]
    public async Task Of_twenty_requests_with_one_id_one_runs()
    {
        var app = await AppAsync("classes/.*");
        await server.Master(app).DefineAsync("Order", """{"fields":{"n":{"type":"Number"}}}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => With(app, "same").PostAsync(Orders, """{"n":1}""")));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => answer.ExpectError(159));
        Assert.Single((await server.Anonymous(app).GetAsync(Orders)).Results);
    }

    [Theory]
    [InlineData("classes/Order", true)]
    [InlineData("^classes/Order", true)]
    [InlineData("^classes/(?:Order|Product)$", true)]
    [InlineData("classes", true)]
    [InlineData(".*", true)]
    [InlineData("Order", false)]
    [InlineData("users", false)]
    [InlineData("/classes", false)]
    public async Task Patterns_are_meant_from_the_beginning_of_the_path(string pattern, bool covers)
    {
        var app = await AppAsync(pattern);
        (await With(app, "x").PostAsync(Orders, "{}")).Expect(201);
        Assert.Equal(covers ? 400 : 201, (await With(app, "x").PostAsync(Orders, "{}")).Status);
        Assert.Equal(covers ? 400 : 201, (await With(app, "x").PostAsync($"/apps/{app.Id}{Orders}/", "{}")).Status);
    }

    [Fact]
    public async Task Users_and_installations_are_covered_reads_deletes_and_other_routes_are_not()
    {
        var app = await AppAsync(".*");
        (await With(app, "u").PostAsync("/parse/users", """{"username":"a","password":"b"}""")).Expect(201);
        (await With(app, "u").PostAsync("/parse/users", """{"username":"c","password":"d"}""")).ExpectError(159);
        (await With(app, "i").PostAsync("/parse/installations", """{"installationId":"i","deviceType":"ios"}""")).Expect(201);
        (await With(app, "i").PostAsync("/parse/installations", """{"installationId":"j","deviceType":"ios"}""")).ExpectError(159);
        for (var i = 0; i < 2; i++)
        {
            (await With(app, "r").GetAsync(Orders)).Expect(200);
            (await With(app, "l").PostAsync("/parse/login", """{"username":"a","password":"b"}""")).Expect(200);
            (await With(app, "s").PostAsync(Orders, """{"_method":"GET"}""")).Expect(200);
        }
    }

    [Fact]
    public async Task A_request_that_was_refused_may_come_again_with_its_id()
    {
        var app = await AppAsync(".*");
        (await With(app, "x").PostAsync(Orders, """{"n":1}""")).Expect(201);
        (await With(app, "y").PostAsync(Orders, """{"n":"text"}""")).ExpectError(111);
        (await With(app, "y").PostAsync(Orders, """{"n":2}""")).Expect(201);
        (await With(app, "y").PostAsync(Orders, """{"n":2}""")).ExpectError(159);
    }

    [Fact]
    public async Task Items_of_a_batch_are_not_covered_as_in_Parse_Server()
    {
        var app = await AppAsync(".*");
        const string Batch = """{"requests":[{"method":"POST","path":"/parse/classes/Order","body":{}},{"method":"POST","path":"/parse/classes/Order","body":{}}]}""";
        for (var i = 0; i < 2; i++)
            Assert.DoesNotContain("error", (await With(app, "b").PostAsync("/parse/batch", Batch)).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(4, (await server.Anonymous(app).GetAsync(Orders)).Results.Count);
    }

    [Fact]
    public async Task An_id_is_forgotten_after_its_time_and_swept_away()
    {
        var app = await AppAsync(".*");
        for (var i = 0; i < 3; i++)
            (await With(app, $"old{i}").PostAsync(Orders, "{}")).Expect(201);
        await ExecuteAsync($"UPDATE \"{app.DatabaseSchema}\"._requests SET expires_at = now() - interval '1 second'");
        (await With(app, "old0").PostAsync(Orders, "{}")).Expect(201);
        (await With(app, "old0").PostAsync(Orders, "{}")).ExpectError(159);
        Assert.Equal(1L, await ExecuteAsync($"SELECT count(*) FROM \"{app.DatabaseSchema}\"._requests"));
    }

    [Fact]
    public async Task Without_the_option_or_without_an_id_nothing_is_remembered()
    {
        for (var i = 0; i < 2; i++)
            (await With(server.Open, "x").PostAsync("/parse/classes/NoOrder", "{}")).Expect(201);
        var app = await AppAsync(".*");
        for (var i = 0; i < 2; i++)
            (await server.Anonymous(app).PostAsync(Orders, "{}")).Expect(201);
    }

    [Fact]
    public async Task An_endless_id_is_refused() =>
        (await With(await AppAsync(".*"), new string('x', 201)).PostAsync(Orders, "{}")).ExpectError(107);

    [Theory]
    [InlineData("""{"paths":["("]}""")]
    [InlineData("""{"paths":["(?=a)b"]}""")]
    [InlineData("""{"paths":["(a)\\1"]}""")]
    [InlineData("""{"paths":[null]}""")]
    [InlineData("""{"paths":"a"}""")]
    [InlineData("""{"ttl":0}""")]
    [InlineData("""{"ttl":100000}""")]
    public void A_pattern_that_is_none_is_refused_by_name(string options) => Assert.Contains(
        "The option idempotencyOptions",
        Assert.Throws<ParseException>(() => AppOptionsJson.Change(new AppOptions(), System.Text.Json.JsonElement.Parse($$"""{"idempotencyOptions":{{options}}}"""))).Message,
        StringComparison.Ordinal);

    private Task<App> AppAsync(string path) => server.CreateAppAsync($"once-{Guid.NewGuid():N}", new AppOptions
    {
        DefaultClassLevelPermissions = DefaultPermissions.Public,
        AllowClientClassCreation = true,
        IdempotencyOptions = new() { Paths = [path] },
    });

    private RestClient With(App app, string requestId)
    {
        var client = server.Anonymous(app);
        client.Headers["X-Parse-Request-Id"] = requestId;
        return client;
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = await server.OpenDatabaseAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
