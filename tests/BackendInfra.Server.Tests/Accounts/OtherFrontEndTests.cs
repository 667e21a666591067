using System.Text.Json;
using BackendInfra.Core.Apps;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

/// <summary>Mails over GraphQL and with the official SDK.</summary>
[Collection(nameof(AccountCollection))]
public sealed class OtherFrontEndTests(AccountServer server)
{
    [Fact]
    public async Task GraphQL_sends_mails_and_sets_a_new_password()
    {
        var app = await server.CreateAppAsync(new AppOptions { VerifyUserEmails = true, PasswordPolicy = new() { ValidatorPattern = ".{3,}" } });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"graph","password":"old","email":"graph@example.com"}""")).Expect(201);
        await server.Mails.NextAsync("graph@example.com");

        Ok(await MutateAsync(app, """sendVerificationEmail(input: {email: "graph@example.com", clientMutationId: "c1"}) { ok clientMutationId }"""), """{"ok":true,"clientMutationId":"c1"}""");
        await server.Recovery.VerifyEmailAsync(AccountServer.Reader(app), await server.Mails.NextTokenAsync("graph@example.com"), TestContext.Current.CancellationToken);
        foreach (var email in (string[])["graph@example.com", "graph-nobody@example.com"])
            Ok(await MutateAsync(app, $$"""resetPassword(input: {email: "{{email}}"}) { ok }"""), """{"ok":true}""");
        var token = await server.Mails.NextTokenAsync("graph@example.com");
        Refused(await MutateAsync(app, Confirm(token, "x")), 142);
        Ok(await MutateAsync(app, Confirm(token, "new")), """{"ok":true}""");
        Refused(await MutateAsync(app, Confirm(token, "newer")), 101);
        Refused(await MutateAsync(app, Confirm("nothing", "newer")), 101);
        Refused(await MutateAsync(app, """resetPassword(input: {email: ""}) { ok }"""), 204);
        (await server.Anonymous(app).PostAsync("/parse/login", """{"username":"graph","password":"new"}""")).Expect(200);
    }

    [Fact]
    public async Task GraphQL_gives_no_viewer_whose_address_is_not_proved()
    {
        var app = await server.CreateAppAsync(new AppOptions { VerifyUserEmails = true, PreventLoginWithUnverifiedEmail = true });
        Refused(await MutateAsync(app, """signUp(input: {fields: {username: "unproved", password: "x", email: "unproved@example.com"}}) { viewer { sessionToken } }"""), 205);
        Refused(await MutateAsync(app, """logIn(input: {username: "unproved", password: "x"}) { viewer { sessionToken } }"""), 205);
        await server.Recovery.VerifyEmailAsync(AccountServer.Reader(app), await server.Mails.NextTokenAsync("unproved@example.com"), TestContext.Current.CancellationToken);
        Assert.StartsWith("r:", (await MutateAsync(app, """logIn(input: {username: "unproved", password: "x"}) { viewer { sessionToken } }""")).GetProperty("data").GetProperty("logIn").GetProperty("viewer").GetProperty("sessionToken").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GraphQL_aliases_count_as_attempts_of_the_lock_out()
    {
        var app = await server.CreateAppAsync(new AppOptions { AccountLockout = new() { Threshold = 2 } });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"aliased","password":"x"}""")).Expect(201);
        var answer = await MutateAsync(app, string.Concat(Enumerable.Range(0, 5).Select(i => $$"""a{{i}}: logIn(input: {username: "aliased", password: "wrong"}) { viewer { sessionToken } } """)));
        Assert.Equal(2, answer.GetProperty("errors").EnumerateArray().Count(error => error.GetProperty("message").GetString() == "Invalid username/password."));
        Assert.Equal(3, answer.GetProperty("errors").EnumerateArray().Count(error => error.GetProperty("message").GetString()!.StartsWith("Your account is locked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_official_SDK_asks_for_mails()
    {
        var app = await server.CreateAppAsync(new AppOptions { VerifyUserEmails = true, PreventLoginWithUnverifiedEmail = true });
        await NodeScript.RunAsync("account-mails.mjs", new Uri(server.Address, "/parse").ToString(), app.Id, app.Keys.Master);
        var subjects = new List<string>();
        for (var i = 0; i < 3; i++)
            subjects.Add((await server.Mails.NextAsync("sdk-mail@example.com")).GetProperty("subject").GetString()!.Split(' ')[0]);
        Assert.Equal(["Choose", "Confirm", "Confirm"], subjects.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("sdk-nobody@example.com", server.Mails.Recipients);
    }

    private static string Confirm(string token, string password) => $$"""confirmResetPassword(input: {password: "{{password}}", token: "{{token}}"}) { ok }""";

    private async Task<JsonElement> MutateAsync(App app, string fields) =>
        (await server.Anonymous(app).PostAsync("/graphql", JsonSerializer.Serialize(new { query = $"mutation {{ {fields} }}" }))).Expect(200).Json;

    private static void Ok(JsonElement answer, string expected) =>
        Hosting.Answer.AreEqual(expected, answer.GetProperty("data").EnumerateObject().Single().Value.GetRawText());

    private static void Refused(JsonElement answer, int code) =>
        Assert.Equal(code, answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetInt32());
}
