using System.Net;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

/// <summary>The pages as a browser without JavaScript gets them.</summary>
[Collection(nameof(AccountCollection))]
public sealed class PageTests(AccountServer server)
{
    [Fact]
    public async Task The_link_of_a_mail_leads_to_a_form_that_sets_the_password_once()
    {
        var app = await CreateAsync(new AppOptions { PasswordPolicy = new() { ValidatorPattern = ".{4,}", ValidationError = "Four characters <at least>." } }, "pages@example.com");
        (await server.Anonymous(app).PostAsync("/parse/requestPasswordReset", """{"email":"pages@example.com"}""")).Expect(200);
        var token = await server.Mails.NextTokenAsync("pages@example.com");
        foreach (var path in (string[])[$"/parse/apps/{app.Id}/request_password_reset", $"/parse/apps/{app.Id}/choose_password", $"/apps/{app.Id}/parse/apps/{app.Id}/request_password_reset"])
            Assert.Contains($"name=\"token\" value=\"{token}\"", (await GetAsync($"{path}?token={token}")).Expect(200).Text, StringComparison.Ordinal);

        Assert.Contains("Four characters &lt;at least&gt;.", (await PostAsync(app, "request_password_reset", ("token", token), ("new_password", "x"), ("new_password_again", "x"))).Expect(400).Text, StringComparison.Ordinal);
        Assert.Contains("not the same", (await PostAsync(app, "request_password_reset", ("token", token), ("new_password", "longer"), ("new_password_again", "other"))).Expect(400).Text, StringComparison.Ordinal);
        Assert.Contains("Enter a new password", (await PostAsync(app, "request_password_reset", ("token", token), ("new_password", ""))).Expect(400).Text, StringComparison.Ordinal);
        var done = (await PostAsync(app, "request_password_reset", ("token", token), ("new_password", "longer"), ("new_password_again", "longer"))).Expect(200).Text;
        Assert.DoesNotContain(token, done, StringComparison.Ordinal);
        (await server.Anonymous(app).PostAsync("/parse/login", """{"username":"pages@example.com","password":"longer"}""")).Expect(200);

        var used = (await GetAsync($"/parse/apps/{app.Id}/request_password_reset?token={token}")).Expect(400).Text;
        var wrong = (await GetAsync($"/parse/apps/{app.Id}/request_password_reset?token={new string('b', 50)}")).Expect(400).Text;
        Assert.Equal(wrong, used);
        Assert.Equal(wrong, (await PostAsync(app, "request_password_reset", ("token", token), ("new_password", "longer2"))).Expect(400).Text);
        Assert.DoesNotContain(token, server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_of_a_verification_mail_works_once_and_another_can_be_sent()
    {
        var app = await CreateAsync(new AppOptions { VerifyUserEmails = true }, "verify-page@example.com");
        var first = await server.Mails.NextTokenAsync("verify-page@example.com");
        Assert.Contains("on its way", (await PostAsync(app, "resend_verification_email", ("email", "verify-page@example.com"))).Expect(200).Text, StringComparison.Ordinal);
        var token = await server.Mails.NextTokenAsync("verify-page@example.com");
        var old = (await GetAsync($"/parse/apps/{app.Id}/verify_email?token={first}")).Expect(400).Text;
        Assert.Contains("is confirmed", (await GetAsync($"/parse/apps/{app.Id}/verify_email?token={token}")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(old, (await GetAsync($"/parse/apps/{app.Id}/verify_email?token={token}")).Expect(400).Text);
        Assert.Equal(old, (await GetAsync($"/parse/apps/{app.Id}/verify_email")).Expect(400).Text);
        Assert.Contains("Enter your e-mail address", (await PostAsync(app, "resend_verification_email")).Expect(400).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_has_no_link_asks_for_one()
    {
        var app = await CreateAsync(new AppOptions { PasswordPolicy = new() { ResetPasswordSuccessOnInvalidEmail = false } }, "asks@example.com");
        Assert.Contains("name=\"email\"", (await GetAsync($"/parse/apps/{app.Id}/request_password_reset")).Expect(200).Text, StringComparison.Ordinal);
        var known = (await PostAsync(app, "request_password_reset", ("email", "asks@example.com"))).Expect(200).Text;
        await server.Mails.NextTokenAsync("asks@example.com");
        Assert.Equal(known, (await PostAsync(app, "request_password_reset", ("email", "stranger@example.com"))).Expect(200).Text);
        (await PostAsync(app, "request_password_reset", ("email", "a"), ("email", "b"))).Expect(400);
    }

    [Fact]
    public async Task Pages_allow_no_script_no_frame_and_no_referrer()
    {
        var app = await server.CreateAppAsync(new AppOptions { AppName = "<script>alert(1)</script>" });
        var page = (await GetAsync($"/parse/apps/{app.Id}/request_password_reset")).Expect(200);
        Assert.Matches("^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$", page.Headers["Content-Security-Policy"]);
        Assert.Equal(("no-referrer", "no-store", "nosniff", "DENY"), (page.Headers["Referrer-Policy"], page.Headers["Cache-Control"], page.Headers["X-Content-Type-Options"], page.Headers["X-Frame-Options"]));
        Assert.False(page.Headers.ContainsKey("Access-Control-Allow-Origin"));
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", (await GetAsync($"/parse/apps/{app.Id}/request_password_reset?token=%22%3E%3Cimg%20src=x%3E")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_page_or_too_much_is_refused()
    {
        var app = await server.CreateAppAsync(new AppOptions());
        (await GetAsync("/parse/apps/nobody/verify_email?token=x")).Expect(404);
        (await GetAsync($"/parse/apps/{app.Id}/..%2f..%2fetc%2fpasswd")).Expect(404);
        (await PostAsync(app, "request_password_reset", ("email", new string('a', 20_000)))).Expect(413);
        (await PostAsync(app, "request_password_reset", [.. Enumerable.Range(0, 40).Select(i => ($"f{i}", "x"))])).Expect(400);
        (await PostAsync(app, "request_password_reset", ("email", "x@example.com"))).Expect(200);
    }

    private Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path)));

    private Task<Answer> PostAsync(App app, string page, params (string Name, string Value)[] fields) => SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, $"/parse/apps/{app.Id}/{page}"))
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    });

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
            return await Answer.ReadAsync(response);
        }
    }

    private async Task<App> CreateAsync(AppOptions options, string email)
    {
        var app = await server.CreateAppAsync(options);
        (await server.Anonymous(app).PostAsync("/parse/users", $$"""{"username":"{{email}}","password":"longest","email":"{{email}}"}""")).Expect(201);
        return app;
    }
}
