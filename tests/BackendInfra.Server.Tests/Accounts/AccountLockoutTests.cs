using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

[Collection(nameof(AccountCollection))]
public sealed class AccountLockoutTests(AccountServer server)
{
    private const string Locked = "Your account is locked due to multiple failed login attempts. Please try again after 5 minute(s)";
    private const string Invalid = "Invalid username/password.";

    private static readonly AppOptions Options = new() { AccountLockout = new() { Threshold = 3 } };

    [Theory]
    [InlineData("known")]
    [InlineData("unknown")]
    public async Task Wrong_passwords_lock_a_name_for_a_while_whether_anybody_has_it_or_not(string name)
    {
        var app = await CreateAsync();
        for (var i = 0; i < 3; i++)
            (await LogInAsync(app, name, "wrong")).ExpectError(101, Invalid);
        (await LogInAsync(app, name, "wrong")).ExpectError(101, Locked);
        (await LogInAsync(app, name.ToUpperInvariant(), "right")).ExpectError(101, Locked);
        (await server.Anonymous(app).PostAsync("/parse/verifyPassword", $$"""{"username":"{{name}}","password":"right"}""")).ExpectError(101, Locked);
        server.Time.Advance(TimeSpan.FromMinutes(5.1));
        (await LogInAsync(app, name, "wrong")).ExpectError(101, Invalid);
        (await LogInAsync(app, name, "wrong")).ExpectError(101, Locked);
        server.Time.Advance(TimeSpan.FromMinutes(5.1));
        var last = await LogInAsync(app, name, "right");
        if (name == "known")
            last.Expect(200);
        else
            last.ExpectError(101, Invalid);
    }

    [Fact]
    public async Task A_right_password_begins_the_count_anew()
    {
        var app = await CreateAsync();
        for (var round = 0; round < 3; round++)
        {
            (await LogInAsync(app, "known", "wrong")).ExpectError(101, Invalid);
            (await LogInAsync(app, "known@example.com", "wrong")).ExpectError(101, Invalid);
            (await LogInAsync(app, "known", "right")).Expect(200);
        }
    }

    [Theory]
    [InlineData("known")]
    [InlineData("unknown")]
    public async Task Guesses_at_once_do_not_outrun_the_threshold(string name)
    {
        var app = await CreateAsync();
        var batch = $$"""{"requests":[{{string.Join(',', Enumerable.Range(0, 5).Select(_ => $$$"""{"method":"POST","path":"/parse/login","body":{"username":"{{{name}}}","password":"wrong"}}"""))}}]}""";
        var single = Enumerable.Range(0, 10).Select(async _ => (await LogInAsync(app, name, "wrong")).Text);
        var batches = Enumerable.Range(0, 2).Select(async _ => (await server.Anonymous(app).PostAsync("/parse/batch", batch)).Expect(200).Text);
        var text = string.Concat(await Task.WhenAll(single.Concat(batches)));
        Assert.Equal(3, Count(text, Invalid));
        Assert.Equal(17, Count(text, Locked));
    }

    [Fact]
    public async Task Users_who_log_in_rightly_at_once_are_not_locked_out()
    {
        var app = await CreateAsync();
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LogInAsync(app, "known", "right"))))
            answer.Expect(200);
    }

    [Fact]
    public async Task Names_that_nobody_has_stay_locked_when_the_server_starts_anew_and_are_forgotten_in_time()
    {
        var app = await CreateAsync();
        for (var i = 0; i < 3; i++)
            (await LogInAsync(app, "nobody", "wrong")).ExpectError(101, Invalid);
        await server.RestartAsync();
        (await LogInAsync(app, "nobody", "wrong")).ExpectError(101, Locked);
        (await LogInAsync(app, "another", "wrong")).ExpectError(101, Invalid);
        Assert.Equal(2, await RowsAsync(app));
        server.Time.Advance(TimeSpan.FromDays(1.1));
        (await LogInAsync(app, "third", "wrong")).ExpectError(101, Invalid);
        Assert.Equal(1, await RowsAsync(app));
        (await LogInAsync(app, new string('n', 100_000), "wrong")).ExpectError(101, Invalid);
        (await LogInAsync(app, "null\\u0000", "wrong")).ExpectError(107);
    }

    [Fact]
    public async Task An_app_of_an_earlier_version_gets_the_columns_at_start_up()
    {
        var app = await CreateAsync();
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var drop = new NpgsqlCommand($"""ALTER TABLE "{app.DatabaseSchema}"."_User" DROP COLUMN _password_history, DROP COLUMN _password_changed_at""", connection))
            await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await server.RestartAsync();
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"later","password":"right"}""")).Expect(201);
    }

    private async Task<long> RowsAsync(App app)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"""SELECT count(*) FROM "{app.DatabaseSchema}"._unknown_log_ins""", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;

    private Task<Answer> LogInAsync(App app, string name, string password) =>
        server.Anonymous(app).PostAsync("/parse/login", $$"""{"username":"{{name}}","password":"{{password}}"}""");

    private async Task<App> CreateAsync()
    {
        var app = await server.CreateAppAsync(Options);
        (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"known","password":"right","email":"known@example.com"}""")).Expect(201);
        return app;
    }
}
