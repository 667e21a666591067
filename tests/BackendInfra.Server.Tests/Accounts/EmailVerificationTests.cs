using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

[Collection(nameof(AccountCollection))]
public sealed class EmailVerificationTests(AccountServer server)
{
    private static readonly AppOptions Verifying = new() { VerifyUserEmails = true, AppName = "The <Shop>" };
    private static readonly AppOptions Strict = Verifying with { PreventLoginWithUnverifiedEmail = true };

    [Fact]
    public async Task A_new_user_gets_a_mail_whose_link_proves_his_address()
    {
        var app = await server.CreateAppAsync(Verifying with { FromAddress = "shop@example.com" });
        var id = await SignUpAsync(app, "new@example.com");
        var mail = await server.Mails.NextAsync("new@example.com");
        Assert.Equal("Confirm your e-mail address for The <Shop>", mail.GetProperty("subject").GetString());
        Assert.Equal("\"The <Shop>\" <shop@example.com>", mail.GetProperty("from").GetString());
        Assert.Equal("auto-generated", mail.GetProperty("auto").GetString());
        Assert.Contains("The &lt;Shop&gt;", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{server.Address}parse/apps/{app.Id}/verify_email?token=", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(await IsVerifiedAsync(app, id));
        await VerifyAsync(app, MailSink.TokenOf(mail));
        Assert.True(await IsVerifiedAsync(app, id));
    }

    [Fact]
    public async Task Nobody_logs_in_before_his_address_is_proved()
    {
        var app = await server.CreateAppAsync(Strict);
        var answer = (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"strict","password":"x","email":"strict@example.com"}""")).Expect(201).Json;
        Assert.False(answer.TryGetProperty("sessionToken", out _));
        var (anonymous, master) = (server.Anonymous(app), server.Master(app));
        const string LogIn = """{"username":"strict","password":"x"}""", Ignoring = """{"username":"strict","password":"x","ignoreEmailVerification":true}""";
        (await anonymous.PostAsync("/parse/login", LogIn)).ExpectError(205, "User email is not verified.");
        (await anonymous.PostAsync("/parse/login", """{"username":"strict","password":"wrong"}""")).ExpectError(101);
        (await anonymous.PostAsync("/parse/verifyPassword", Ignoring)).ExpectError(205);
        (await master.PostAsync("/parse/verifyPassword", LogIn)).ExpectError(205);
        (await master.PostAsync("/parse/verifyPassword", Ignoring)).Expect(200);
        await VerifyAsync(app, await server.Mails.NextTokenAsync("strict@example.com"));
        (await anonymous.PostAsync("/parse/login", LogIn)).Expect(200);
    }

    [Fact]
    public async Task Signing_up_can_answer_that_the_address_must_be_proved_and_the_user_is_made()
    {
        var app = await server.CreateAppAsync(Strict with { PreventSignupWithUnverifiedEmail = true });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"told","password":"x","email":"told@example.com"}""")).ExpectError(205, "User email is not verified.");
        var token = await server.Mails.NextTokenAsync("told@example.com");
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"told","password":"x","email":"told@example.com"}""")).ExpectError(202);
        await VerifyAsync(app, token);
        (await server.Anonymous(app).PostAsync("/parse/login", """{"username":"told","password":"x"}""")).Expect(200);
    }

    [Fact]
    public async Task A_new_address_must_be_proved_again_and_the_old_link_ends()
    {
        var app = await server.CreateAppAsync(Verifying);
        var id = await SignUpAsync(app, "first@example.com");
        var first = await server.Mails.NextTokenAsync("first@example.com");
        (await server.Master(app).PutAsync($"/parse/users/{id}", """{"email":"second@example.com"}""")).Expect(200);
        var second = await server.Mails.NextTokenAsync("second@example.com");
        await RefusedAsync(app, first);
        await VerifyAsync(app, second);
        Assert.True(await IsVerifiedAsync(app, id));
        (await server.Master(app).PutAsync($"/parse/users/{id}", """{"email":"third@example.com"}""")).Expect(200);
        Assert.False(await IsVerifiedAsync(app, id));
        (await server.Master(app).PutAsync($"/parse/users/{id}", """{"email":"fourth@example.com","emailVerified":true}""")).Expect(200);
        Assert.True(await IsVerifiedAsync(app, id));
    }

    [Fact]
    public async Task A_link_is_good_once_and_for_its_time()
    {
        var app = await server.CreateAppAsync(Verifying with { EmailVerifyTokenValidityDuration = 60 });
        await SignUpAsync(app, "once@example.com");
        var old = await server.Mails.NextTokenAsync("once@example.com");
        server.Time.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(app, old);
        (await server.Anonymous(app).PostAsync("/parse/verificationEmailRequest", """{"email":"ONCE@example.com"}""")).Expect(200);
        var token = await server.Mails.NextTokenAsync("once@example.com");
        await VerifyAsync(app, token);
        await RefusedAsync(app, token);
    }

    [Fact]
    public async Task A_link_that_is_still_good_stays_so_where_the_app_says_so()
    {
        foreach (var keeps in (bool[])[true, false])
        {
            var app = await server.CreateAppAsync(Verifying with { EmailVerifyTokenValidityDuration = 60, EmailVerifyTokenReuseIfValid = keeps });
            await SignUpAsync(app, "again@example.com");
            var first = await server.Mails.NextTokenAsync("again@example.com");
            (await server.Anonymous(app).PostAsync("/parse/verificationEmailRequest", """{"email":"again@example.com"}""")).Expect(200);
            await server.Mails.NextTokenAsync("again@example.com");
            await (keeps ? VerifyAsync(app, first) : RefusedAsync(app, first));
        }
    }

    [Fact]
    public async Task Asking_for_a_link_tells_nothing_unless_the_app_does()
    {
        var quiet = await server.CreateAppAsync(Verifying with { SendUserEmailVerification = false });
        await SignUpAsync(quiet, "quiet@example.com");
        foreach (var email in (string[])["nobody@example.com", "quiet@example.com"])
            Assert.Equal("{}", (await server.Anonymous(quiet).PostAsync("/parse/verificationEmailRequest", $$"""{"email":"{{email}}"}""")).Expect(200).Text);
        await VerifyAsync(quiet, await server.Mails.NextTokenAsync("quiet@example.com"));
        Assert.Equal("{}", (await server.Anonymous(quiet).PostAsync("/parse/verificationEmailRequest", """{"email":"quiet@example.com"}""")).Expect(200).Text);

        var talking = await server.CreateAppAsync(Verifying with { EmailVerifySuccessOnInvalidEmail = false });
        await SignUpAsync(talking, "talk@example.com");
        (await server.Anonymous(talking).PostAsync("/parse/verificationEmailRequest", """{"email":"nobody@example.com"}""")).ExpectError(205, "No user found with email nobody@example.com");
        await VerifyAsync(talking, await server.Mails.NextTokenAsync("talk@example.com"));
        (await server.Anonymous(talking).PostAsync("/parse/verificationEmailRequest", """{"email":"talk@example.com"}""")).ExpectError(-1, "Email talk@example.com is already verified.");
        Assert.DoesNotContain("nobody@example.com", server.Mails.Recipients);
    }

    [Fact]
    public async Task A_sign_up_that_is_rolled_back_sends_nothing()
    {
        var app = await server.CreateAppAsync(Verifying);
        (await server.Anonymous(app).PostAsync("/parse/batch", """
            {"transaction":true,"requests":[
              {"method":"POST","path":"/parse/users","body":{"username":"gone","password":"x","email":"gone@example.com"}},
              {"method":"POST","path":"/parse/users","body":{"username":"gone","password":"x"}}]}
            """)).Expect(400);
        await SignUpAsync(app, "stays@example.com");
        await server.Mails.NextAsync("stays@example.com");
        Assert.DoesNotContain("gone@example.com", server.Mails.Recipients);
    }

    [Fact]
    public async Task The_app_s_own_templates_are_used_and_a_broken_one_is_not()
    {
        var app = await server.CreateAppAsync(Verifying with
        {
            MailTemplates = new() { EmailVerification = new() { Subject = "Hello {{ username }}", Text = "Go: {{ link }}", Html = "{% if %}" } },
        });
        await SignUpAsync(app, "own@example.com");
        var mail = await server.Mails.NextAsync("own@example.com");
        Assert.Equal("Hello own@example.com", mail.GetProperty("subject").GetString());
        Assert.StartsWith("Go: http", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("Confirm the address", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> SignUpAsync(App app, string email) =>
        (await server.Anonymous(app).PostAsync("/parse/users", $$"""{"username":"{{email}}","password":"x","email":"{{email}}"}""")).Expect(201).Json.GetProperty("objectId").GetString()!;

    private async Task<bool> IsVerifiedAsync(App app, string id) =>
        (await server.Master(app).GetAsync($"/parse/users/{id}")).Expect(200).Json.TryGetProperty("emailVerified", out var verified) && verified.GetBoolean();

    private Task VerifyAsync(App app, string token) => server.Recovery.VerifyEmailAsync(AccountServer.Reader(app), token, TestContext.Current.CancellationToken);

    private async Task RefusedAsync(App app, string token) =>
        Assert.Equal(101, (int)(await Assert.ThrowsAsync<Core.Errors.ParseException>(() => VerifyAsync(app, token))).Code);
}
