using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Tests.Hosting;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

[Collection(nameof(AccountCollection))]
public sealed class PasswordResetTests(AccountServer server)
{
    [Fact]
    public async Task A_mail_lets_its_reader_choose_a_password_once()
    {
        var (app, id, session) = await CreateAsync(new AppOptions { AppName = "Shop" }, "forgot@example.com");
        var mail = await RequestAsync(app, "FORGOT@example.com", "forgot@example.com");
        Assert.Equal("Choose a new password for Shop", mail.GetProperty("subject").GetString());
        Assert.Equal("\"Shop\" <server@example.com>", mail.GetProperty("from").GetString());
        var token = MailSink.TokenOf(mail);
        Assert.Contains("(your user name is forgot@example.com).", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(id, token, StringComparison.Ordinal);
        Assert.DoesNotContain(token, await StoredAsync(app), StringComparison.Ordinal);
        Assert.DoesNotContain("_perishable", (await server.Master(app).GetAsync($"/parse/users/{id}")).Text, StringComparison.Ordinal);

        await ResetAsync(app, token, "new");
        (await LogInAsync(app, "forgot@example.com", "old")).ExpectError(101);
        (await LogInAsync(app, "forgot@example.com", "new")).Expect(200);
        (await server.As(app, session).GetAsync("/parse/users/me")).ExpectError(209);
        await RefusedAsync(101, app, token, "newer");
        Assert.DoesNotContain(token, server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_uses_at_once_one_wins()
    {
        var (app, _, _) = await CreateAsync(new AppOptions(), "race@example.com");
        var token = MailSink.TokenOf(await RequestAsync(app, "race@example.com"));
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await ResetAsync(app, token, $"password{i}");
                return i;
            }
            catch (ParseException refusal) when (refusal.Code == ErrorCode.ObjectNotFound)
            {
                return -1;
            }
        }));
        (await LogInAsync(app, "race@example.com", $"password{Assert.Single(results, i => i >= 0)}")).Expect(200);
    }

    [Fact]
    public async Task A_token_ends_with_its_time_a_new_password_or_a_new_address()
    {
        var (app, id, _) = await CreateAsync(new AppOptions { PasswordPolicy = new() { ResetTokenValidityDuration = 60 } }, "ends@example.com");
        var late = MailSink.TokenOf(await RequestAsync(app, "ends@example.com"));
        server.Time.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(101, app, late, "x");
        foreach (var change in (string[])["""{"password":"other"}""", """{"email":"ends@example.com"}"""])
        {
            var token = MailSink.TokenOf(await RequestAsync(app, "ends@example.com"));
            (await server.Master(app).PutAsync($"/parse/users/{id}", change)).Expect(200);
            await RefusedAsync(101, app, token, "x");
        }

        var first = MailSink.TokenOf(await RequestAsync(app, "ends@example.com"));
        await RequestAsync(app, "ends@example.com");
        await RefusedAsync(101, app, first, "x");
    }

    [Fact]
    public async Task A_link_that_is_still_good_stays_so_where_the_app_says_so()
    {
        var (app, _, _) = await CreateAsync(new AppOptions { PasswordPolicy = new() { ResetTokenValidityDuration = 60, ResetTokenReuseIfValid = true } }, "keeps@example.com");
        var first = MailSink.TokenOf(await RequestAsync(app, "keeps@example.com"));
        server.Time.Advance(TimeSpan.FromSeconds(50));
        var second = MailSink.TokenOf(await RequestAsync(app, "keeps@example.com"));
        await ResetAsync(app, first, "new");
        await RefusedAsync(101, app, second, "newer");
    }

    [Fact]
    public async Task A_refused_password_leaves_the_token_good_and_a_wrong_token_tells_nothing_of_passwords()
    {
        var (app, id, _) = await CreateAsync(new AppOptions { PasswordPolicy = new() { MaxPasswordHistory = 1, DoNotAllowUsername = true } }, "policy@example.com");
        var token = MailSink.TokenOf(await RequestAsync(app, "policy@example.com"));
        await RefusedAsync(142, app, token, "old");
        await RefusedAsync(142, app, token, "xpolicy@example.comx");
        await RefusedAsync(101, app, new string('a', 43) + id, "old");
        await ResetAsync(app, token, "new");
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("\0")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaarole:x")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaanobody")]
    public async Task What_is_no_token_is_refused(string token)
    {
        var app = await server.CreateAppAsync(new AppOptions());
        await RefusedAsync(101, app, token, "x");
    }

    [Fact]
    public async Task A_new_password_by_mail_unlocks_the_account_where_the_app_says_so()
    {
        foreach (var unlocks in (bool[])[true, false])
        {
            var (app, _, _) = await CreateAsync(new AppOptions { AccountLockout = new() { Threshold = 1, UnlockOnPasswordReset = unlocks } }, "locked@example.com");
            (await LogInAsync(app, "locked@example.com", "wrong")).ExpectError(101);
            var token = MailSink.TokenOf(await RequestAsync(app, "locked@example.com"));
            await ResetAsync(app, token, "new");
            Assert.Equal(unlocks ? 200 : 404, (await LogInAsync(app, "locked@example.com", "new")).Status);
        }
    }

    [Fact]
    public async Task Asking_for_a_mail_tells_nothing_unless_the_app_does()
    {
        var (quiet, _, _) = await CreateAsync(new AppOptions(), "quiet-reset@example.com");
        Assert.Equal("{}", (await server.Anonymous(quiet).PostAsync("/parse/requestPasswordReset", """{"email":"no-reset@example.com"}""")).Expect(200).Text);
        await RequestAsync(quiet, "quiet-reset@example.com");
        Assert.DoesNotContain("no-reset@example.com", server.Mails.Recipients);
        var talking = await server.CreateAppAsync(new AppOptions { PasswordPolicy = new() { ResetPasswordSuccessOnInvalidEmail = false } });
        (await server.Anonymous(talking).PostAsync("/parse/requestPasswordReset", """{"email":"no-reset@example.com"}""")).ExpectError(101, "A user with that email does not exist.");
    }

    [Theory]
    [InlineData("{}", 204)]
    [InlineData("""{"email":""}""", 204)]
    [InlineData("""{"email":{"$ne":null}}""", 125)]
    [InlineData("""{"email":["a@example.com"]}""", 125)]
    [InlineData("""{"email":"a\u0000@example.com"}""", 107)]
    public async Task What_is_no_address_is_refused(string body, int code)
    {
        var app = await server.CreateAppAsync(new AppOptions { VerifyUserEmails = true });
        foreach (var route in (string[])["requestPasswordReset", "verificationEmailRequest"])
            (await server.Anonymous(app).PostAsync($"/parse/{route}", body)).ExpectError(code);
    }

    [Fact]
    public async Task A_user_without_an_address_whose_name_is_one_gets_the_mail()
    {
        var app = await server.CreateAppAsync(new AppOptions());
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"named@example.com","password":"old"}""")).Expect(201);
        await ResetAsync(app, MailSink.TokenOf(await RequestAsync(app, "named@example.com")), "new");
        (await LogInAsync(app, "named@example.com", "new")).Expect(200);
    }

    private async Task<(App App, string Id, string Session)> CreateAsync(AppOptions options, string email)
    {
        var app = await server.CreateAppAsync(options);
        var user = (await server.Anonymous(app).PostAsync("/parse/users", $$"""{"username":"{{email}}","password":"old","email":"{{email}}"}""")).Expect(201).Json;
        return (app, user.GetProperty("objectId").GetString()!, user.GetProperty("sessionToken").GetString()!);
    }

    private async Task<System.Text.Json.JsonElement> RequestAsync(App app, string email, string? box = null)
    {
        Assert.Equal("{}", (await server.Anonymous(app).PostAsync("/parse/requestPasswordReset", $$"""{"email":"{{email}}"}""")).Expect(200).Text);
        return await server.Mails.NextAsync(box ?? email);
    }

    private Task ResetAsync(App app, string token, string password) => server.Recovery.ResetPasswordAsync(AccountServer.Reader(app), token, password, TestContext.Current.CancellationToken);

    private async Task RefusedAsync(int code, App app, string token, string password) =>
        Assert.Equal(code, (int)(await Assert.ThrowsAsync<ParseException>(() => ResetAsync(app, token, password))).Code);

    private Task<Answer> LogInAsync(App app, string name, string password) =>
        server.Anonymous(app).PostAsync("/parse/login", $$"""{"username":"{{name}}","password":"{{password}}"}""");

    private async Task<string> StoredAsync(App app)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"""SELECT string_agg(u::text, ' ') FROM "{app.DatabaseSchema}"."_User" u""", connection);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
