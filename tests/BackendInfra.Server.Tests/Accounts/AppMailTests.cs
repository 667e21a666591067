using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

/// <summary>Mails that an app's own code writes.</summary>
[Collection(nameof(AccountCollection))]
public sealed class AppMailTests(AccountServer server)
{
    [Fact]
    public async Task A_mail_goes_to_everybody_it_names()
    {
        var app = await server.CreateAppAsync(new AppOptions { AppName = "Shop" });
        await SendAsync(app, """{"to":["one-app-mail@example.com","Two <two-app-mail@example.com>, three-app-mail@example.com"],"subject":"Hello\nBcc: x@y.z","text":"Plain","html":"<b>Rich</b>"}""", 200);
        foreach (var recipient in (string[])["one-app-mail@example.com", "two-app-mail@example.com", "three-app-mail@example.com"])
        {
            var mail = await server.Mails.NextAsync(recipient);
            Assert.Equal("HelloBcc: x@y.z", mail.GetProperty("subject").GetString());
            Assert.Equal("\"Shop\" <server@example.com>", mail.GetProperty("from").GetString());
            Assert.Equal("Plain", mail.GetProperty("text").GetString()!.Trim());
            Assert.Contains("<b>Rich</b>", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_mail_may_name_its_sender()
    {
        var app = await server.CreateAppAsync(new AppOptions());
        await SendAsync(app, """{"to":"sender-app-mail@example.com","from":"Support <support@example.com>","subject":"Hi","html":"<p>Hi</p>"}""", 200);
        Assert.Equal("\"Support\" <support@example.com>", (await server.Mails.NextAsync("sender-app-mail@example.com")).GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("""{"subject":"a","text":"b"}""", 204)]
    [InlineData("""{"to":"nobody","text":"b"}""", 125)]
    [InlineData("""{"to":"a@b.c","from":"me","text":"b"}""", 125)]
    [InlineData("""{"to":7,"text":"b"}""", 107)]
    [InlineData("""{"to":"a@b.c"}""", 107)]
    [InlineData("""{"to":"a@b.c","text":["b"]}""", 107)]
    public async Task A_mail_that_cannot_be_is_refused(string mail, int code) =>
        await SendAsync(await server.CreateAppAsync(new AppOptions()), mail, code);

    private async Task SendAsync(App app, string mail, int expected)
    {
        var answer = await server.Master(app).PostAsync("/parse/cloud_code/email", mail);
        if (expected == 200)
            Answer.AreEqual("{}", answer.Expect(200).Text);
        else
            answer.ExpectError(expected);
    }
}
