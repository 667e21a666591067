using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

[Collection(nameof(AccountCollection))]
public sealed class PasswordPolicyTests(AccountServer server)
{
    [Fact]
    public async Task A_password_that_does_not_match_the_pattern_is_refused_on_every_way_in()
    {
        var app = await server.CreateAppAsync(new AppOptions { PasswordPolicy = new() { ValidatorPattern = @"^(?=.*\d).{8,}$", ValidationError = "At least eight characters, and a digit." } });
        var (anonymous, master) = (server.Anonymous(app), server.Master(app));
        (await anonymous.PostAsync("/parse/users", """{"username":"weak","password":"password"}""")).ExpectError(142, "At least eight characters, and a digit.");
        (await master.PostAsync("/parse/classes/_User", """{"username":"weak","password":"password"}""")).ExpectError(142);
        var (id, token) = await SignUpAsync(app, "strong", "password1");
        (await server.As(app, token).PutAsync($"/parse/users/{id}", """{"password":"short1"}""")).ExpectError(142);
        (await master.PutAsync($"/parse/users/{id}", """{"password":"short1"}""")).ExpectError(142);
        (await server.As(app, token).PutAsync($"/parse/users/{id}", """{"password":"password2"}""")).Expect(200);
    }

    [Fact]
    public async Task A_pattern_that_would_take_for_ever_refuses_in_time()
    {
        // A back reference needs the engine that backtracks.
        var app = await server.CreateAppAsync(new AppOptions { PasswordPolicy = new() { ValidatorPattern = @"^(a?)(a+)+\1$" } });
        (await server.Anonymous(app).PostAsync("/parse/users", $$"""{"username":"slow","password":"{{new string('a', 40)}}!"}""")).ExpectError(142, "Password does not meet the Password Policy requirements.");
    }

    [Fact]
    public async Task A_password_must_not_contain_the_user_name()
    {
        var app = await server.CreateAppAsync(new AppOptions { PasswordPolicy = new() { DoNotAllowUsername = true } });
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"ada","password":"XAdaX"}""")).ExpectError(142, "Password cannot contain your username.");
        var (id, token) = await SignUpAsync(app, "ada", "lovelace");
        var me = server.As(app, token);
        (await me.PutAsync($"/parse/users/{id}", """{"password":"ada-1815"}""")).ExpectError(142);
        (await me.PutAsync($"/parse/users/{id}", """{"username":"byron","password":"byron"}""")).ExpectError(142);
        (await me.PutAsync($"/parse/users/{id}", """{"username":"byron","password":"engine"}""")).Expect(200);
    }

    [Fact]
    public async Task A_new_password_differs_from_the_last_ones()
    {
        var app = await server.CreateAppAsync(new AppOptions { PasswordPolicy = new() { MaxPasswordHistory = 3 } });
        var (id, _) = await SignUpAsync(app, "history", "one");
        var master = server.Master(app);
        await ChangeAsync("two");
        await ChangeAsync("three");
        foreach (var old in (string[])["one", "two", "three"])
            (await master.PutAsync($"/parse/users/{id}", $$"""{"password":"{{old}}"}""")).ExpectError(142, "New password should not be the same as last 3 passwords.");
        await ChangeAsync("four");
        await ChangeAsync("one");
        Assert.DoesNotContain("argon2", (await master.GetAsync($"/parse/users/{id}")).Expect(200).Text, StringComparison.Ordinal);

        async Task ChangeAsync(string password) => (await master.PutAsync($"/parse/users/{id}", $$"""{"password":"{{password}}"}""")).Expect(200);
    }

    [Fact]
    public async Task A_password_expires_and_is_good_again_when_it_was_changed()
    {
        var app = await server.CreateAppAsync(new AppOptions { PasswordPolicy = new() { MaxPasswordAge = 2 } });
        var (id, token) = await SignUpAsync(app, "aging", "old");
        var anonymous = server.Anonymous(app);
        server.Time.Advance(TimeSpan.FromDays(1.9));
        (await LogInAsync(anonymous, "old")).Expect(200);
        server.Time.Advance(TimeSpan.FromDays(0.2));
        (await LogInAsync(anonymous, "old")).ExpectError(101, "Your password has expired. Please reset your password.");
        (await LogInAsync(anonymous, "wrong")).ExpectError(101, "Invalid username/password.");
        (await server.As(app, token).GetAsync("/parse/users/me")).Expect(200);
        (await server.Master(app).PutAsync($"/parse/users/{id}", """{"password":"new"}""")).Expect(200);
        (await LogInAsync(anonymous, "new")).Expect(200);
    }

    [Theory]
    [InlineData("passwordPolicy.validatorPattern", "(")]
    [InlineData("passwordPolicy.maxPasswordHistory", "21")]
    [InlineData("passwordPolicy.maxPasswordAge", "0")]
    [InlineData("passwordPolicy.resetTokenValidityDuration", "-1")]
    [InlineData("accountLockout.threshold", "0")]
    [InlineData("accountLockout.duration", "100000")]
    public void An_option_out_of_its_range_is_refused(string name, string value) =>
        Assert.Equal(107, (int)Assert.Throws<Core.Errors.ParseException>(() => AppOptionsJson.Change(new AppOptions(), [(name, value)])).Code);

    private static Task<Answer> LogInAsync(RestClient client, string password) => client.PostAsync("/parse/login", $$"""{"username":"aging","password":"{{password}}"}""");

    private async Task<(string Id, string Token)> SignUpAsync(App app, string name, string password)
    {
        var json = (await server.Anonymous(app).PostAsync("/parse/users", $$"""{"username":"{{name}}","password":"{{password}}"}""")).Expect(201).Json;
        return (json.GetProperty("objectId").GetString()!, json.GetProperty("sessionToken").GetString()!);
    }
}
