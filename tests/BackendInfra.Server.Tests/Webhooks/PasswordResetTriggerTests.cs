using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Accounts;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

[Collection(nameof(AccountCollection))]
public sealed class PasswordResetTriggerTests(AccountServer server, HookServer hooks) : IClassFixture<HookServer>
{
    [Fact]
    public async Task A_refused_password_reset_sends_no_mail_and_tells_nobody()
    {
        var app = await server.CreateAppAsync(new AppOptions());
        var client = server.Anonymous(app);
        foreach (var name in (string[])["hookfree", "hookkept"])
            (await client.PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"pw","email":"{{name}}@example.com"}""")).Expect(201);
        await HookServer.TriggerAsync(server.Master(app), "_User", "beforePasswordResetRequest", hooks.On("reset", body =>
            body.GetProperty("object").GetProperty("username").GetString() == "hookkept" ? """{"error":"no"}""" : """{"success":true}"""));
        client.Headers["X-Own"] = "yes";
        foreach (var address in (string[])["hookkept@example.com", "nobody@example.com", "hookfree@example.com"])
            Assert.Equal("{}", (await client.PostAsync("/parse/requestPasswordReset", $$"""{"email":"{{address}}"}""")).Expect(200).Text);
        await server.Mails.NextAsync("hookfree@example.com");
        while (hooks.CallsOf("reset").Count < 2)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("hookkept@example.com", server.Mails.Recipients);
        Assert.All(hooks.CallsOf("reset"), call => Assert.Equal("yes", call.Body.GetProperty("headers").GetProperty("x-own").GetString()));
    }
}
