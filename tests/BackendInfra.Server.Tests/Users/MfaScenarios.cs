using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;
using BackendInfra.Server.Tests.Accounts;
using BackendInfra.Server.Tests.Hosting;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>The second factor over HTTP, with a clock that the tests move.</summary>
[Collection(nameof(AccountCollection))]
public sealed class MfaScenarios(AccountServer server)
{
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private const string Other = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private const string Wrong = "Invalid MFA token";

    private static readonly AppOptions Options = new() { Auth = ImmutableSortedDictionary<string, AuthProviderOptions>.Empty.Add("mfa", new()) };

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var secret = Totp.ReadSecret(Secret.ToLowerInvariant())!;
        Assert.Equal("12345678901234567890"u8, secret);
        Assert.Equal(code, Totp.Code(secret, at));
        Assert.Equal((int)(seconds / 30), Totp.Step(secret, code, at.AddSeconds(30)));
        Assert.Equal((int)(seconds / 30), Totp.Step(secret, code, at.AddSeconds(-30)));
        Assert.Null(Totp.Step(secret, code, at.AddSeconds(61)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GEZDGNBVGY3TQOJQ")]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1")]
    [InlineData("GEZD GNBV GY3T QOJQ GEZD GNBV")]
    public void A_secret_that_is_short_or_no_base32_is_none(string secret) => Assert.Null(Totp.ReadSecret(secret));

    [Fact]
    public async Task A_user_with_a_second_factor_needs_it_to_log_in()
    {
        var (app, id, mine) = await UserAsync();
        (await LogInAsync(app)).Expect(200);
        var recovery = await SetUpAsync(mine, id);
        Assert.Equal(2, recovery.Length);
        Assert.All(recovery, code => Assert.Matches("^[A-Za-z0-9]{30}$", code));
        var me = (await mine.GetAsync("/parse/users/me")).Expect(200);
        Answer.AreEqual("""{"mfa":{"status":"enabled"}}""", me.Json.GetProperty("authData").GetRawText());
        Assert.DoesNotContain(Secret, me.Text + (await server.Master(app).GetAsync("/parse/users")).Text, StringComparison.Ordinal);

        (await LogInAsync(app)).ExpectError(-1, "Missing additional authData mfa");
        (await LogInAsync(app, "000000")).ExpectError(141, Wrong);
        (await LogInAsync(app, Code())).ExpectError(141, Wrong);
        var code = Next();
        (await LogInAsync(app, code)).Expect(200);
        (await LogInAsync(app, code)).ExpectError(141, Wrong);
        (await LogInAsync(app, Next())).Expect(200);

        (await LogInAsync(app, recovery[0])).Expect(200);
        (await LogInAsync(app, recovery[0])).ExpectError(141, Wrong);
        (await LogInAsync(app, recovery[1])).Expect(200);
        (await LogInAsync(app, new string('x', 30))).ExpectError(141, Wrong);
        (await server.Master(app).PostAsync("/parse/loginAs", $$"""{"userId":"{{id}}"}""")).Expect(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_counts_once_also_at_once(bool isRecovery)
    {
        var (app, id, mine) = await UserAsync();
        var code = isRecovery ? (await SetUpAsync(mine, id))[0] : await SetUpAsync(mine, id) is null ? "" : Next();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LogInAsync(app, code)));
        Assert.Single(answers, answer => answer.Status == 200);
    }

    [Fact]
    public async Task A_few_wrong_codes_lock_the_factor_for_a_while_also_at_once()
    {
        var (app, id, mine) = await UserAsync();
        var recovery = await SetUpAsync(mine, id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => LogInAsync(app, "000000")));
        Assert.Equal(5, answers.Count(answer => answer.Text.Contains(Wrong, StringComparison.Ordinal)));
        Assert.Equal(7, answers.Count(answer => answer.Text.Contains("Too many wrong MFA tokens. Please try again after 5 minute(s)", StringComparison.Ordinal)));
        (await LogInAsync(app, Next())).ExpectError(141);
        (await LogInAsync(app, recovery[0])).ExpectError(141);
        server.Time.Advance(TimeSpan.FromMinutes(6));
        (await LogInAsync(app, "000000")).ExpectError(141, Wrong);
        (await LogInAsync(app, Code())).Expect(200);
        (await LogInAsync(app, recovery[0])).Expect(200);
    }

    [Fact]
    public async Task Only_somebody_with_an_old_code_changes_the_factor_or_switches_it_off()
    {
        var (app, id, mine) = await UserAsync();
        var path = $"/parse/users/{id}";
        await SetUpAsync(mine, id);
        (await mine.PutAsync(path, Mfa(new { secret = Other, token = Code(Other) }))).ExpectError(-1, Wrong);
        (await mine.PutAsync(path, Mfa(new { secret = Other, token = Code(Other), old = "000000" }))).ExpectError(-1, Wrong);
        (await mine.PutAsync(path, """{"authData":{"mfa":null}}""")).ExpectError(-1, Wrong);
        (await mine.PutAsync(path, Mfa(new { }))).ExpectError(-1, Wrong);
        (await mine.PutAsync(path, Mfa(new { old = Next(), secret = Other, token = "000000" }))).ExpectError(-1, Wrong);
        (await mine.PutAsync(path, Mfa(new { old = Code(), secret = Other, token = Code(Other) }))).Expect(200);
        (await LogInAsync(app, Next())).ExpectError(141);
        (await LogInAsync(app, Code(Other))).Expect(200);
        (await mine.PutAsync(path, Mfa(new { old = Next(Other) }))).Expect(200);
        (await LogInAsync(app)).Expect(200);
        Assert.Equal("{}", (await mine.GetAsync("/parse/users/me")).Json.GetProperty("authData").GetRawText());

        await SetUpAsync(mine, id, Next());
        (await server.Master(app).PutAsync(path, """{"authData":{"mfa":null}}""")).Expect(200);
        (await LogInAsync(app)).Expect(200);
    }

    [Fact]
    public async Task A_set_up_that_proves_nothing_is_refused()
    {
        var (app, id, mine) = await UserAsync();
        var path = $"/parse/users/{id}";
        foreach (var data in new object[] { new { secret = "short", token = "000000" }, new { secret = Secret }, new { secret = Secret, token = 287082 }, new { secret = Secret, token = "000000" }, new { secret = new { a = 1 }, token = Code() }, new { token = Code() }, "on" })
            (await mine.PutAsync(path, Mfa(data))).ExpectError(-1);
        (await server.Anonymous(app).PutAsync(path, Mfa(new { secret = Secret, token = Code() }))).ExpectError(206);
        (await server.Anonymous(app).PostAsync("/parse/users", $$$"""{"username":"new","password":"secret","authData":{"mfa":{"secret":"{{{Secret}}}","token":"{{{Code()}}}"} }}""")).ExpectError(252);
        (await LogInAsync(app)).Expect(200);

        var plain = await server.CreateAppAsync(new AppOptions());
        var token = (await server.Anonymous(plain).PostAsync("/parse/users", """{"username":"ada","password":"secret"}""")).Expect(201).Json;
        (await server.As(plain, token.GetProperty("sessionToken").GetString()!).PutAsync($"/parse/users/{token.GetProperty("objectId").GetString()}", Mfa(new { secret = Secret, token = Code() }))).ExpectError(252);
    }

    [Fact]
    public async Task Other_log_ins_need_the_second_factor_too()
    {
        var (app, id, mine) = await UserAsync();
        (await mine.PutAsync($"/parse/users/{id}", """{"authData":{"anonymous":{"id":"a"}}}""")).Expect(200);
        await SetUpAsync(mine, id);
        (await server.Anonymous(app).PostAsync("/parse/users", """{"authData":{"anonymous":{"id":"a"}}}""")).ExpectError(-1, "Missing additional authData mfa");
        (await server.Anonymous(app).PostAsync("/parse/users", $$$"""{"authData":{"anonymous":{"id":"a"},"mfa":{"token":"{{{Next()}}}"} }}""")).Expect(200);
        (await server.Anonymous(app).PostAsync("/parse/users", """{"authData":{"anonymous":{"id":"b"},"mfa":{"token":"000000"}}}""")).ExpectError(252);
        (await server.Anonymous(app).PostAsync("/parse/users", """{"authData":{"mfa":{"id":"a","token":"000000"}}}""")).ExpectError(252);

        const string logIn = "mutation($a: Object) { logIn(input: {username: \"ada\", password: \"secret\", authData: $a}) { viewer { user { authData } } } }";
        Assert.Equal("-1", Code(await AskAsync(server.Anonymous(app), logIn, new { a = (object?)null })));
        var viewer = (await AskAsync(server.Anonymous(app), logIn, new { a = new { mfa = new { token = Next() } } }))["data"]!["logIn"]!["viewer"]!;
        Assert.Equal("enabled", viewer["user"]!["authData"]!["mfa"]!["status"]!.GetValue<string>());
        const string update = "mutation($id: ID!, $a: Object) { updateUser(input: {id: $id, fields: {authData: $a}}) { user { objectId } } }";
        Assert.Equal("252", Code(await AskAsync(mine, update, new { id, a = new { mfa = new { old = Next() } } })));
    }

    [Fact]
    public async Task A_challenge_tells_who_has_proved_his_first_factor_what_comes_next()
    {
        var (app, id, mine) = await UserAsync();
        (await mine.PutAsync($"/parse/users/{id}", """{"authData":{"anonymous":{"id":"c"}}}""")).Expect(200);
        var client = server.Anonymous(app);
        const string right = """{"username":"ada","password":"secret","challengeData":{"mfa":{}}}""";
        Answer.AreEqual("""{"challengeData":{"mfa":{"status":"disabled"}}}""", (await client.PostAsync("/parse/challenge", right)).Expect(200).Text);
        await SetUpAsync(mine, id);
        Answer.AreEqual("""{"challengeData":{"mfa":{"status":"enabled"}}}""", (await client.PostAsync("/parse/challenge", right)).Expect(200).Text);
        Answer.AreEqual("""{"challengeData":{"mfa":{"status":"enabled"}}}""", (await client.PostAsync("/parse/challenge", """{"authData":{"anonymous":{"id":"c"}},"challengeData":{"mfa":{}}}""")).Expect(200).Text);
        Answer.AreEqual("""{"challengeData":{}}""", (await client.PostAsync("/parse/challenge", """{"challengeData":{"mfa":{}}}""")).Expect(200).Text);
        (await client.PostAsync("/parse/challenge", """{"username":"ada","password":"wrong","challengeData":{"mfa":{}}}""")).ExpectError(101, "Invalid username/password.");
        (await client.PostAsync("/parse/challenge", """{"username":"ada","challengeData":{"mfa":{}}}""")).ExpectError(-1);
        (await client.PostAsync("/parse/challenge", """{"username":"ada","password":"secret"}""")).ExpectError(-1, "Nothing to challenge.");
        (await client.PostAsync("/parse/challenge", """{"username":"ada","password":"secret","challengeData":[]}""")).ExpectError(-1);
        (await client.PostAsync("/parse/challenge", """{"username":"ada","password":"secret","authData":{"anonymous":{"id":"c"}},"challengeData":{"mfa":{}}}""")).ExpectError(-1);
        foreach (var authData in new[] { """{"anonymous":{"id":"nobody"}}""", """{"unknown":{"id":"c"}}""", """{"anonymous":{"id":{"a":1}}}""", "{}" })
            (await client.PostAsync("/parse/challenge", $$"""{"authData":{{authData}},"challengeData":{"mfa":{} } }""")).ExpectError(101, "User not found.");

        const string challenge = "mutation { challenge(input: {username: \"ada\", password: \"secret\", challengeData: {mfa: {}}}) { challengeData } }";
        Answer.AreEqual("""{"data":{"challenge":{"challengeData":{"mfa":{"status":"enabled"}}}}}""", (await AskAsync(client, challenge, new { })).ToJsonString());
    }

    [Fact]
    public async Task Recovery_codes_are_stored_hashed()
    {
        var (_, id, mine) = await UserAsync();
        var recovery = await SetUpAsync(mine, id);
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var tables = new NpgsqlCommand("SELECT string_agg(format('SELECT u::text FROM %I.%I u', schemaname, tablename), ' UNION ALL ') FROM pg_tables WHERE tablename = '_User'", connection);
        var sql = (string)(await tables.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using var all = new NpgsqlCommand($"SELECT string_agg(t, '\n') FROM ({sql}) x(t)", connection);
        var text = (string)(await all.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains(id, text, StringComparison.Ordinal);
        Assert.DoesNotContain(recovery[0], text, StringComparison.Ordinal);
    }

    private string Code(string secret = Secret) => Totp.Code(Totp.ReadSecret(secret)!, server.Time.GetUtcNow());

    /// <summary>A code that has not been used.</summary>
    private string Next(string secret = Secret)
    {
        server.Time.Advance(TimeSpan.FromSeconds(30));
        return Code(secret);
    }

    private static string Mfa(object data) => JsonSerializer.Serialize(new { authData = new { mfa = data } });

    private static string Code(JsonNode answer) => answer["errors"]![0]!["extensions"]!["code"]!.ToString();

    private static async Task<JsonNode> AskAsync(RestClient client, string query, object variables) =>
        JsonNode.Parse((await client.PostAsync("/graphql", JsonSerializer.Serialize(new { query, variables }))).Text)!;

    private Task<Answer> LogInAsync(App app, string? token = null) => server.Anonymous(app).PostAsync(
        "/parse/login", JsonSerializer.Serialize(token is null ? (object)new { username = "ada", password = "secret" } : new { username = "ada", password = "secret", authData = new { mfa = new { token } } }));

    private async Task<(App App, string Id, RestClient Mine)> UserAsync()
    {
        var app = await server.CreateAppAsync(Options);
        var json = (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"ada","password":"secret"}""")).Expect(201).Json;
        return (app, json.GetProperty("objectId").GetString()!, server.As(app, json.GetProperty("sessionToken").GetString()!));
    }

    private async Task<string[]> SetUpAsync(RestClient mine, string id, string? code = null)
    {
        var answer = (await mine.PutAsync($"/parse/users/{id}", Mfa(new { secret = Secret, token = code ?? Code() }))).Expect(200);
        return answer.Json.GetProperty("authDataResponse").GetProperty("mfa").GetProperty("recovery").GetString()!.Split(", ");
    }
}
