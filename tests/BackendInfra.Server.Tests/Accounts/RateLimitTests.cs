using System.Net;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Throttling;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

[Collection(nameof(AccountCollection))]
public sealed class RateLimitTests(AccountServer server)
{
    [Fact]
    public async Task Requests_over_the_limit_are_refused_until_the_window_ends()
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "/classes/:className", RequestMethods = ["GET"], RequestCount = 2, RequestTimeWindow = 1000, ErrorResponseMessage = "Slower, please." });
        var (anonymous, master) = (server.Anonymous(app), server.Master(app));
        await ExpectAsync(2, () => anonymous.GetAsync("/parse/classes/Limited"));
        TooMany(await anonymous.GetAsync("/parse/classes/Limited"), "Slower, please.");
        TooMany(await anonymous.GetAsync($"/apps/{app.Id}/parse/classes/Other"), "Slower, please.");
        TooMany(await anonymous.PostAsync("/parse/classes/Limited", """{"_method":"GET"}"""), "Slower, please.");
        (await anonymous.PostAsync("/parse/classes/Limited", "{}")).Expect(201);
        (await anonymous.GetAsync("/parse/classes/Limited/x")).ExpectError(101);
        (await master.GetAsync("/parse/classes/Limited")).Expect(200);
        server.Time.Advance(TimeSpan.FromSeconds(1.1));
        (await anonymous.GetAsync("/parse/classes/Limited")).Expect(200);
    }

    [Fact]
    public async Task Parts_of_batches_GraphQL_aliases_and_other_names_of_a_route_count()
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "/users", RequestMethods = ["POST"], RequestCount = 3, RequestTimeWindow = 1000 });
        var anonymous = server.Anonymous(app);
        (await anonymous.PostAsync("/parse/users", """{"username":"one","password":"x"}""")).Expect(201);
        (await anonymous.PostAsync("/parse/classes/_User", """{"username":"two","password":"x"}""")).Expect(201);
        var batch = (await anonymous.PostAsync("/parse/batch", """
            {"requests":[{"method":"POST","path":"/parse/users","body":{"username":"three","password":"x"}},{"method":"POST","path":"/parse/classes/_User","body":{"username":"four","password":"x"}}]}
            """)).Expect(200).Json;
        Assert.True(batch[0].TryGetProperty("success", out _));
        Assert.Equal(100, batch[1].GetProperty("error").GetProperty("code").GetInt32());
        server.Time.Advance(TimeSpan.FromSeconds(1.1));

        var graph = (await anonymous.PostAsync("/graphql", JsonSerializer.Serialize(new
        {
            query = """
                mutation {
                  a: signUp(input: {fields: {username: "g1", password: "x"}}) { viewer { sessionToken } }
                  b: createUser(input: {fields: {username: "g2", password: "x"}}) { clientMutationId }
                  c: signUp(input: {fields: {username: "g3", password: "x"}}) { viewer { sessionToken } }
                  d: signUp(input: {fields: {username: "g4", password: "x"}}) { viewer { sessionToken } }
                }
                """,
        }))).Expect(200).Json;
        var error = Assert.Single(graph.GetProperty("errors").EnumerateArray());
        Assert.Equal((100, "d"), (error.GetProperty("extensions").GetProperty("code").GetInt32(), error.GetProperty("path")[0].GetString()));
        TooMany(await anonymous.PostAsync("/parse/users", """{"username":"five","password":"x"}"""));
    }

    [Fact]
    public async Task Reads_of_GraphQL_count_each()
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "/classes/*", RequestCount = 2, RequestTimeWindow = 1000 });
        await server.Master(app).DefineAsync("Counted", """{"fields":{"n":{"type":"Number"}}}""");
        var errors = (await server.Anonymous(app).PostAsync("/graphql", """{"query":"{ a: counteds { count } b: counteds { count } c: counteds { count } health }"}""")).Expect(200).Json.GetProperty("errors");
        Assert.Equal("c", Assert.Single(errors.EnumerateArray()).GetProperty("path")[0].GetString());
    }

    [Fact]
    public async Task Functions_count_by_their_name_on_every_way_in()
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "/functions/sum", RequestCount = 2, RequestTimeWindow = 1000 });
        foreach (var name in (string[])["sum", "other"])
            (await server.Master(app).PostAsync("/parse/hooks/functions", $$"""{"functionName":"{{name}}","url":"http://127.0.0.1:1/"}""")).Expect(200);
        var anonymous = server.Anonymous(app);
        var graph = (await anonymous.PostAsync("/graphql", JsonSerializer.Serialize(new
        {
            query = "mutation ($f: CloudCodeFunction = sum, $i: CallCloudCodeInput!) { a: callCloudCode(input: {functionName: sum}) { result } b: callCloudCode(input: {functionName: $f}) { result } c: callCloudCode(input: $i) { result } d: callCloudCode(input: {functionName: other}) { result } }",
            variables = new { i = new { functionName = "sum" } },
        }))).Expect(200).Json;
        var codes = graph.GetProperty("errors").EnumerateArray().ToDictionary(error => error.GetProperty("path")[0].GetString()!, error => error.GetProperty("extensions").GetProperty("code").GetInt32());
        Assert.Equal((143, 143, 100, 143), (codes["a"], codes["b"], codes["c"], codes["d"]));
        TooMany(await anonymous.PostAsync("/parse/functions/sum", "{}"));
        (await anonymous.PostAsync("/parse/functions/other", "{}")).ExpectError(143);
    }

    [Fact]
    public async Task Uploads_count_whichever_way_they_come()
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "/files/:name", RequestCount = 2, RequestTimeWindow = 1000, IncludeMasterKey = true });
        var master = server.Master(app);
        (await master.SendAsync(HttpMethod.Post, "/parse/files/a.txt", "text", "text/csv")).Expect(201);
        var json = $$"""{"base64":"dGV4dA==","_ContentType":"text/plain","_ApplicationId":"{{app.Id}}","_MasterKey":"{{app.Keys.Master}}"}""";
        var browser = server.Anonymous(app);
        browser.Headers.Clear();
        (await browser.SendAsync(HttpMethod.Post, "/parse/files/b.txt", json, "text/plain")).Expect(201);
        TooMany(await browser.SendAsync(HttpMethod.Post, "/parse/files/c.txt", json, "text/plain"));
        TooMany(await master.DeleteAsync("/parse/files/d.txt"));
    }

    [Theory]
    [InlineData(RateLimitZone.User, 2)]
    [InlineData(RateLimitZone.Session, 3)]
    [InlineData(RateLimitZone.Ip, 1)]
    [InlineData(RateLimitZone.Global, 1)]
    public async Task A_zone_says_who_shares_a_count(RateLimitZone zone, int callers)
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "*", RequestMethods = ["GET"], RequestCount = 1, RequestTimeWindow = 1000, Zone = zone, IncludeMasterKey = true });
        var anonymous = server.Anonymous(app);
        (await anonymous.PostAsync("/parse/users", """{"username":"zoned","password":"x"}""")).Expect(201);
        var tokens = new List<string>();
        for (var i = 0; i < 2; i++)
            tokens.Add((await anonymous.PostAsync("/parse/login", """{"username":"zoned","password":"x"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!);
        RestClient[] clients = [anonymous, server.As(app, tokens[0]), server.As(app, tokens[1]), server.Master(app), anonymous];
        var passed = 0;
        foreach (var client in clients)
            passed += (await client.GetAsync("/parse/classes/Zoned")).Status == 200 ? 1 : 0;
        Assert.Equal(callers, passed);
    }

    [Fact]
    public async Task Attempts_to_log_in_are_limited_for_each_name_and_address_on_every_way_in()
    {
        var app = await server.CreateAppAsync(new AppOptions { LogInLimit = new() { PerName = 4, PerAddress = 8 } });
        var anonymous = server.Anonymous(app);
        const string LogIn = """{"username":"tried","password":"x"}""";
        (await anonymous.PostAsync("/parse/login", LogIn)).ExpectError(101);
        (await anonymous.GetAsync("/parse/verifyPassword", ("username", "TRIED"), ("password", "x"))).ExpectError(101);
        var batch = (await anonymous.PostAsync("/parse/batch", $$"""{"requests":[{"method":"POST","path":"/parse/login","body":{{LogIn}}},{"method":"GET","path":"/parse/login","body":{{LogIn}}},{"method":"POST","path":"/parse/login","body":{{LogIn}}}]}""")).Expect(200).Json;
        Assert.Equal([101, 101, 100], batch.EnumerateArray().Select(item => item.GetProperty("error").GetProperty("code").GetInt32()));
        (await server.Master(app).PostAsync("/parse/verifyPassword", LogIn)).ExpectError(101);

        var graph = (await anonymous.PostAsync("/graphql", """{"query":"mutation { a: logIn(input: {username: \"other\", password: \"x\"}) { clientMutationId } b: confirmResetPassword(input: {token: \"t\", password: \"x\"}) { ok } c: logIn(input: {username: \"third\", password: \"x\"}) { clientMutationId } }"}""")).Expect(200).Json;
        Assert.Equal([101, 101, 101], graph.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("extensions").GetProperty("code").GetInt32()));
        TooMany(await anonymous.PostAsync("/parse/login", """{"username":"fourth","password":"x"}"""));
        using var page = await server.Http.GetAsync(new Uri(server.Address, $"/parse/apps/{app.Id}/verify_email?token=x"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        server.Time.Advance(TimeSpan.FromSeconds(61));
        (await anonymous.PostAsync("/parse/login", LogIn)).ExpectError(101);
    }

    [Fact]
    public async Task Log_ins_that_succeed_do_not_count()
    {
        var app = await server.CreateAppAsync(new AppOptions { LogInLimit = new() { PerName = 2, PerAddress = 3 } });
        var anonymous = server.Anonymous(app);
        (await anonymous.PostAsync("/parse/users", """{"username":"often","password":"right"}""")).Expect(201);
        await ExpectAsync(6, () => anonymous.PostAsync("/parse/login", """{"username":"often","password":"right"}"""));
        (await anonymous.PostAsync("/parse/login", """{"username":"often","password":"wrong"}""")).ExpectError(101);
        await ExpectAsync(2, () => anonymous.PostAsync("/parse/login", """{"username":"often","password":"right"}"""));
        (await anonymous.PostAsync("/parse/login", """{"username":"often","password":"wrong"}""")).ExpectError(101);
        TooMany(await anonymous.PostAsync("/parse/login", """{"username":"often","password":"right"}"""));
    }

    [Fact]
    public async Task Mails_are_limited_for_each_address_whether_anybody_has_it_or_not()
    {
        var app = await server.CreateAppAsync(new AppOptions { VerifyUserEmails = true, LogInLimit = new() { MailsPerName = 2 } });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"flooded","password":"x","email":"flooded@example.com"}""")).Expect(201);
        foreach (var email in (string[])["flooded@example.com", "flood-nobody@example.com"])
        {
            (await server.Anonymous(app).PostAsync("/parse/requestPasswordReset", $$"""{"email":"{{email}}"}""")).Expect(200);
            (await server.Anonymous(app).PostAsync("/parse/verificationEmailRequest", $$"""{"email":"{{email.ToUpperInvariant()}}"}""")).Expect(200);
            TooMany(await server.Anonymous(app).PostAsync("/parse/requestPasswordReset", $$"""{"email":"{{email}}"}"""));
            (await server.Master(app).PostAsync("/parse/requestPasswordReset", $$"""{"email":"{{email}}"}""")).Expect(200);
        }

        server.Time.Advance(TimeSpan.FromMinutes(16));
        (await server.Anonymous(app).PostAsync("/parse/requestPasswordReset", """{"email":"flooded@example.com"}""")).Expect(200);
    }

    [Fact]
    public async Task A_client_cannot_choose_its_address()
    {
        var app = await CreateAsync(new RateLimitOptions { RequestPath = "*", RequestCount = 1, RequestTimeWindow = 1000 });
        var answers = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            var client = server.Anonymous(app);
            client.Headers["X-Forwarded-For"] = $"203.0.113.{i}";
            answers.Add((await client.GetAsync("/parse/classes/Spoofed")).Status);
        }

        Assert.Equal([200, 429, 429], answers);
    }

    [Fact]
    public async Task A_known_proxy_tells_the_client_s_address()
    {
        await server.RestartAsync("--ForwardedHeaders:KnownProxies=192.0.2.1, 127.0.0.0/8");
        try
        {
            var app = await CreateAsync(new RateLimitOptions { RequestPath = "*", RequestCount = 1, RequestTimeWindow = 1000 });
            var (first, again, other) = (Through(server.Anonymous(app), "203.0.113.1"), Through(server.Anonymous(app), "198.51.100.9, 203.0.113.1"), Through(server.Anonymous(app), "203.0.113.2"));
            (await first.GetAsync("/parse/classes/Proxied")).Expect(200);
            TooMany(await again.GetAsync("/parse/classes/Proxied"));
            (await other.GetAsync("/parse/classes/Proxied")).Expect(200);
            (await Through(server.Master(app), "203.0.113.3").GetAsync("/parse/classes/Proxied")).ExpectUnauthorized();
            (await Through(server.Master(app), "127.0.0.1").GetAsync("/parse/classes/Proxied")).Expect(200);
        }
        finally
        {
            await server.RestartAsync();
        }

        static RestClient Through(RestClient client, string forwarded)
        {
            client.Headers["X-Forwarded-For"] = forwarded;
            return client;
        }
    }

    [Theory]
    [InlineData("""[{"requestPath":"","requestCount":1,"requestTimeWindow":1}]""")]
    [InlineData("""[{"requestPath":"/a","requestCount":0,"requestTimeWindow":1}]""")]
    [InlineData("""[{"requestPath":"/a","requestCount":1}]""")]
    [InlineData("""[{"requestPath":"/a","requestCount":1,"requestTimeWindow":1,"zone":"moon"}]""")]
    [InlineData("""[{"requestPath":"/a","requestCount":1,"requestTimeWindow":1,"requestMethods":["get"]}]""")]
    [InlineData("""[null]""")]
    [InlineData("""[{"unknown":1}]""")]
    public void A_limit_that_makes_no_sense_is_refused(string value) =>
        Assert.Equal(107, (int)Assert.Throws<Core.Errors.ParseException>(() => AppOptionsJson.Change(new AppOptions(), [("rateLimit", value)])).Code);

    [Theory]
    [InlineData("*", "a/b", true)]
    [InlineData("/functions/*", "functions/x", true)]
    [InlineData("/functions/*name", "functions/x/y", true)]
    [InlineData("/functions/(.*)", "functions/x", true)]
    [InlineData("/functions/:name", "functions/x", true)]
    [InlineData("/functions/:name", "functions", false)]
    [InlineData("/functions/:name", "functions/x/y", false)]
    [InlineData("/login", "login", true)]
    [InlineData("/login", "Login", false)]
    public void A_path_matches_as_it_says(string pattern, string path, bool matches) =>
        Assert.Equal(matches, RoutePattern.Matches(pattern, path.Split('/')));

    [Fact]
    public void Counts_are_bounded_and_what_is_used_stays()
    {
        var windows = new FixedWindows(new FakeTimeProvider(), capacity: 100);
        for (var i = 0; i < 10_000; i++)
        {
            windows.TryAdd($"key{i}", 5, TimeSpan.FromMinutes(1));
            Assert.Equal(i < 3, windows.TryAdd("mine", 3, TimeSpan.FromMinutes(1)));
        }

        Assert.True(windows.Count <= 100);
        windows.Forget("mi");
        Assert.True(windows.TryAdd("mine", 1, TimeSpan.FromMinutes(1)));
        windows.Remove("mine");
        windows.Remove("mine");
        Assert.True(windows.TryAdd("mine", 1, TimeSpan.FromMinutes(1)));
        Assert.False(windows.TryAdd("mine", 1, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_of_one_client_are_one(string one, string other, bool same) =>
        Assert.Equal(same, ClientAddress.KeyOf(IPAddress.Parse(one)) == ClientAddress.KeyOf(IPAddress.Parse(other)));

    private Task<App> CreateAsync(params RateLimitOptions[] limits) => server.CreateAppAsync(new AppOptions { RateLimit = [.. limits], AllowClientClassCreation = true });

    private static async Task ExpectAsync(int times, Func<Task<Answer>> request)
    {
        for (var i = 0; i < times; i++)
            (await request()).Expect(200);
    }

    private static void TooMany(Answer answer, string message = "Too many requests.") =>
        Answer.AreEqual($$"""{"code":100,"error":"{{message}}"}""", answer.Expect(429).Text);
}
