using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Accounts;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>How sessions begin, live on and end, with a clock that the tests move.</summary>
[Collection(nameof(AccountCollection))]
public sealed class SessionScenarios(AccountServer server)
{
    [Fact]
    public async Task A_user_makes_more_sessions_and_says_nothing_of_what_is_in_them()
    {
        var (app, _, token) = await SignUpAsync(new AppOptions());
        var mine = server.As(app, token);
        mine.Headers["X-Parse-Installation-Id"] = "device";
        var made = (await mine.PostAsync("/parse/sessions", "{}")).Expect(201);
        Assert.EndsWith($"/parse/sessions/{made.Json.GetProperty("objectId").GetString()}", made.Headers["Location"], StringComparison.Ordinal);
        Answer.AreEqual("""{"action":"create"}""", made.Json.GetProperty("createdWith").GetRawText());
        (await server.As(app, made.Json.GetProperty("sessionToken").GetString()!).GetAsync("/parse/users/me")).Expect(200);
        (await mine.GetAsync("/parse/users/me")).Expect(200);

        var upgraded = (await mine.PostAsync("/parse/upgradeToRevocableSession", "{}")).Expect(200);
        Answer.AreEqual("""{"action":"upgrade"}""", upgraded.Json.GetProperty("createdWith").GetRawText());
        Assert.Equal("device", upgraded.Json.GetProperty("installationId").GetString());
        (await server.As(app, upgraded.Json.GetProperty("sessionToken").GetString()!).GetAsync("/parse/users/me")).Expect(200);

        foreach (var body in new[] { """{"expiresAt":{"__type":"Date","iso":"2999-01-01T00:00:00.000Z"}}""", """{"createdWith":{"action":"x"}}""", """{"user":{"__type":"Pointer","className":"_User","objectId":"other"}}""", """{"ACL":{"*":{"read":true}}}""", """{"sessionToken":"r:1"}""", """{"own":1}""" })
            (await mine.PostAsync("/parse/sessions", body)).ExpectError(105);
        (await server.Anonymous(app).PostAsync("/parse/sessions", "{}")).ExpectError(209, "Session token required.");
        (await server.Master(app).PostAsync("/parse/sessions", "{}")).ExpectError(209);
        (await server.Anonymous(app).PostAsync("/parse/upgradeToRevocableSession", "{}")).ExpectError(101);
        (await mine.PostAsync("/parse/classes/_Session", "{}")).ExpectError(119);
    }

    [Fact]
    public async Task A_session_ends_on_time_also_when_it_was_used_just_before()
    {
        var (app, _, token) = await SignUpAsync(new AppOptions { SessionLength = 3600 });
        server.Time.Advance(TimeSpan.FromMinutes(59));
        (await server.As(app, token).GetAsync("/parse/users/me")).Expect(200);
        server.Time.Advance(TimeSpan.FromMinutes(1));
        (await server.As(app, token).GetAsync("/parse/users/me")).ExpectError(209, "Session token is expired.");
    }

    [Fact]
    public async Task A_session_in_use_lives_on_where_the_app_wants_it()
    {
        var (app, _, token) = await SignUpAsync(new AppOptions { SessionLength = 10 * 86_400, ExtendSessionOnUse = true });
        var first = await EndAsync(app, token);
        server.Time.Advance(TimeSpan.FromHours(20));
        Assert.Equal(first, await EndAsync(app, token));
        for (var day = 0; day < 20; day++)
        {
            server.Time.Advance(TimeSpan.FromDays(1));
            (await server.As(app, token).GetAsync("/parse/users/me")).Expect(200);
        }

        Assert.Equal(server.Time.GetUtcNow().AddDays(10), await EndAsync(app, token));
        server.Time.Advance(TimeSpan.FromDays(10));
        (await server.As(app, token).GetAsync("/parse/users/me")).ExpectError(209, "Session token is expired.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_password_ends_all_sessions_unless_the_app_keeps_them(bool revokes)
    {
        var (app, id, token) = await SignUpAsync(new AppOptions { RevokeSessionOnPasswordReset = revokes });
        var other = (await server.Anonymous(app).PostAsync("/parse/login", """{"username":"ada","password":"secret"}""")).Json.GetProperty("sessionToken").GetString()!;
        var changed = (await server.As(app, token).PutAsync($"/parse/users/{id}", """{"password":"changed"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        (await server.As(app, changed).GetAsync("/parse/users/me")).Expect(200);
        Assert.Equal(revokes ? 400 : 200, (await server.As(app, other).GetAsync("/parse/users/me")).Status);
        Assert.Equal(revokes ? 400 : 200, (await server.As(app, token).GetAsync("/parse/users/me")).Status);
    }

    private async Task<DateTimeOffset> EndAsync(App app, string token) =>
        (await server.As(app, token).GetAsync("/parse/sessions/me")).Expect(200).Json.GetProperty("expiresAt").GetProperty("iso").GetDateTimeOffset();

    private async Task<(App App, string Id, string Token)> SignUpAsync(AppOptions options)
    {
        var app = await server.CreateAppAsync(options);
        var json = (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"ada","password":"secret"}""")).Expect(201).Json;
        return (app, json.GetProperty("objectId").GetString()!, json.GetProperty("sessionToken").GetString()!);
    }
}
