using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Security;

[Collection(nameof(ServerCollection))]
public sealed class SecurityReportTests(TestServer server)
{
    private const string Path = "/parse/security";

    /// <summary>An app in which every check of its own state passes, once its classes are closed.</summary>
    private static readonly AppOptions Strong = new()
    {
        Security = new() { EnableCheck = true },
        PasswordPolicy = new() { ValidatorPattern = "^.{12,}$" },
        AccountLockout = new() { Threshold = 5 },
        PublicServerUrl = "https://a.example/parse",
    };

    [Fact]
    public async Task Without_the_option_there_is_no_report()
    {
        var answer = (await server.Master(server.Guarded).GetAsync(Path)).Expect(409);
        Assert.Equal("Enable Parse Server option `security.enableCheck` to run security check.", answer.Json.GetProperty("error").GetString());
        Assert.False(await IsOfferedAsync(server.Guarded));
    }

    [Fact]
    public async Task Only_the_master_keys_read_it()
    {
        var app = await server.CreateAppAsync("security-keys", Strong);
        (await server.Anonymous(app).GetAsync(Path)).Expect(403);
        (await server.ReadOnlyMaster(app).GetAsync(Path)).Expect(200);
        Assert.True(await IsOfferedAsync(app));
    }

    [Fact]
    public async Task The_report_has_Parses_shape_and_no_secret()
    {
        var app = await server.CreateAppAsync("security-shape", Strong);
        var answer = (await server.Master(app).GetAsync(Path)).Expect(200);
        var report = answer.Json.GetProperty("report");
        Assert.Equal("1.0.0", report.GetProperty("version").GetString());
        Assert.Equal("fail", report.GetProperty("state").GetString());
        Assert.Equal(["Parse Server Configuration", "Permissions", "Database"], report.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("name").GetString()));
        foreach (var group in report.GetProperty("groups").EnumerateArray())
        {
            var checks = group.GetProperty("checks").EnumerateArray().ToArray();
            Assert.Equal(checks.Any(check => StateOf(check) == "fail") ? "fail" : "success", StateOf(group));
            Assert.All(checks, check => Assert.Equal(StateOf(check) == "fail", check.TryGetProperty("warning", out _) && check.TryGetProperty("solution", out _)));
        }

        Assert.All(
            new[] { app.Keys.Master, app.Keys.ReadOnlyMaster, app.Keys.Maintenance, app.Keys.Webhook, app.Keys.Client },
            key => Assert.DoesNotContain(key, answer.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_whose_settings_are_strong_and_whose_classes_are_closed_passes()
    {
        var app = await server.CreateAppAsync("security-strong", Strong);
        var master = server.Master(app);
        foreach (var name in new[] { "_User", "_Role", "_Session", "_Installation" })
            (await master.PutAsync($"/parse/schemas/{name}", """{"classLevelPermissions":{"find":{"requiresAuthentication":true},"get":{"requiresAuthentication":true},"count":{},"create":{"*":true},"update":{"*":true},"delete":{"requiresAuthentication":true},"addField":{}}}""")).Expect(200);
        await master.DefineAsync("Order", """{"classLevelPermissions":{"find":{"requiresAuthentication":true},"create":{"requiresAuthentication":true}}}""");
        Assert.Empty(Failed((await master.GetAsync(Path)).Expect(200), "Parse Server Configuration", "Permissions"));
    }

    [Theory]
    [InlineData("""{"allowClientClassCreation":true}""", "Client class creation disabled")]
    [InlineData("""{"defaultClassLevelPermissions":"public"}""", "New classes are protected")]
    [InlineData("""{"allowCustomObjectId":true}""", "Custom object ids disabled")]
    [InlineData("""{"enforcePrivateUsers":false}""", "Users are created without public access")]
    [InlineData("""{"graphQLPublicIntrospection":true}""", "GraphQL public introspection disabled")]
    [InlineData("""{"masterKeyIps":["127.0.0.1","0.0.0.0/0"]}""", "Master key IP range restricted")]
    [InlineData("""{"masterKeyIps":["127.0.0.1","::/0"]}""", "Master key IP range restricted")]
    [InlineData("""{"requestComplexity":{"includeDepth":-1}}""", "Request complexity limits enabled")]
    [InlineData("""{"passwordPolicy":{"validatorPattern":null}}""", "Password policy set")]
    [InlineData("""{"passwordPolicy":{"resetPasswordSuccessOnInvalidEmail":false}}""", "Password reset endpoint user enumeration mitigated")]
    [InlineData("""{"emailVerifySuccessOnInvalidEmail":false}""", "Email verification endpoint user enumeration mitigated")]
    [InlineData("""{"accountLockout":{"threshold":null}}""", "Account lock-out enabled")]
    [InlineData("""{"fileUpload":{"enableForPublic":true}}""", "File uploads restricted")]
    [InlineData("""{"fileUpload":{"fileExtensions":["*"]}}""", "File uploads restricted")]
    [InlineData("""{"fileUpload":{"allowedFileUrlDomains":["*"]}}""", "Foreign file URLs restricted")]
    [InlineData("""{"publicServerURL":"http://a.example/parse"}""", "Encrypted public address")]
    public async Task A_weak_option_fails_its_check(string options, string title)
    {
        var app = await server.CreateAppAsync($"security-{Guid.NewGuid():N}", AppOptionsJson.Change(Strong, JsonElement.Parse(options)));
        Assert.Equal([title], Failed((await server.Master(app).GetAsync(Path)).Expect(200), "Parse Server Configuration"));
    }

    [Theory]
    [InlineData("find", "Objects are not listed by everybody")]
    [InlineData("count", "Objects are not listed by everybody")]
    [InlineData("create", "Objects are not created by everybody")]
    [InlineData("update", "Objects are not changed by everybody")]
    [InlineData("delete", "Objects are not changed by everybody")]
    [InlineData("addField", "Fields are not added by everybody")]
    public async Task An_open_class_is_named(string operation, string title)
    {
        var app = await server.CreateAppAsync($"security-{Guid.NewGuid():N}", Strong);
        await server.Master(app).DefineAsync("Wide", $$$"""{"classLevelPermissions":{"{{{operation}}}":{"*":true} } }""");
        var check = Checks((await server.Master(app).GetAsync(Path)).Expect(200), "Permissions").Single(check => check.GetProperty("title").GetString() == title);
        Assert.Equal("fail", StateOf(check));
        Assert.Contains("Wide", check.GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_that_everybody_may_read_are_reported()
    {
        var app = await server.CreateAppAsync("security-users", Strong);
        Assert.Contains("Users are not readable by everybody", Failed((await server.Master(app).GetAsync(Path)).Expect(200), "Permissions"));
    }

    [Theory]
    [InlineData("password", false)]
    [InlineData("Password123456", true)]
    [InlineData("passwordpassword", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("0123456789abcdef0123456789abcdef", true)]
    public void Secrets_are_measured_by_length_and_kinds(string secret, bool isStrong) => Assert.Equal(isStrong, SecretStrength.IsStrong(secret));

    private async Task<bool> IsOfferedAsync(App app) =>
        (await server.Master(app).GetAsync("/parse/serverInfo")).Json.GetProperty("features").GetProperty("settings").GetProperty("securityCheck").GetBoolean();

    private static string StateOf(JsonElement item) => item.GetProperty("state").GetString()!;

    private static IEnumerable<JsonElement> Checks(Answer answer, params string[] groups) => answer.Json.GetProperty("report").GetProperty("groups").EnumerateArray()
        .Where(group => groups.Contains(group.GetProperty("name").GetString()))
        .SelectMany(group => group.GetProperty("checks").EnumerateArray());

    private static string[] Failed(Answer answer, params string[] groups) =>
        [.. Checks(answer, groups).Where(check => StateOf(check) == "fail").Select(check => check.GetProperty("title").GetString()!)];
}
