using BackendInfra.Postgres.Embedded;
using BackendInfra.Tests.Shared;
using Npgsql;
using Xunit;

namespace BackendInfra.Postgres.Tests.Embedded;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Installed")]
    [InlineData("Npm")]
    public async Task Starts_from_either_source_with_the_locale_and_settings_we_rely_on(string name)
    {
        var source = Enum.Parse<PostgresSource>(name);
        Assert.SkipUnless(Servers.IsFound(source), $"no PostgreSQL from source {name} on this machine");

        await using var server = await Servers.StartAsync(_folder.Path, source);

        Task<string> Ask(string sql) => Servers.AskAsync(server.ConnectionString, sql);
        Assert.Equal(source, server.Binaries.Source);
        Assert.StartsWith($"PostgreSQL {server.Version} ", await Ask("select version()"), StringComparison.Ordinal);
        Assert.Equal("backendinfra backendinfra", await Ask("select current_database() || ' ' || current_user"));
        Assert.Equal("UTF8 C", await Ask(
            "select pg_encoding_to_char(encoding) || ' ' || datcollate from pg_database where datname = current_database()"));
        Assert.Equal("B a Ä", await Ask("select string_agg(x, ' ' order by x) from unnest(array['a', 'Ä', 'B']) x"));
        Assert.Equal("äéж", await Ask("select lower('ÄÉЖ')"));
        Assert.Equal("logical", await Ask("show wal_level"));
        Assert.Equal("off", await Ask("show jit"));
        Assert.Equal("256MB", await Ask("show shared_buffers"));
        Assert.Equal("", await Ask("show listen_addresses"));
        Assert.Equal("UTC", await Ask("show timezone"));
    }

    [Fact]
    public async Task Keeps_the_data_and_tuning_over_a_restart()
    {
        await using (var server = await Servers.StartAsync(_folder.Path))
        {
            await Servers.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
            await Servers.AskAsync(server.ConnectionString, "alter system set work_mem = '8MB'");
        }

        await using var again = await Servers.StartAsync(_folder.Path);
        Assert.Equal("42", await Servers.AskAsync(again.ConnectionString, "select answer from kept"));
        Assert.Equal("8MB", await Servers.AskAsync(again.ConnectionString, "show work_mem"));
    }

    [Fact]
    public async Task Wants_the_password_and_keeps_it_private()
    {
        await using var server = await Servers.StartAsync(_folder.Path);

        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess" };
        var refused = await Assert.ThrowsAsync<PostgresException>(() => Servers.AskAsync(wrong.ConnectionString, "select 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.StartsWith("SCRAM", await Servers.AskAsync(server.ConnectionString, "select passwd from pg_shadow"), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Servers.Home(_folder.Path), "password")));
    }

    [Fact]
    public async Task Stops_when_disposed()
    {
        var server = await Servers.StartAsync(_folder.Path);
        Assert.NotEqual(0, Servers.ProcessId(_folder.Path));

        await server.DisposeAsync();

        // PostgreSQL removes the file in a clean shutdown only.
        Assert.False(File.Exists(Servers.ProcessFile(_folder.Path)));
        await Assert.ThrowsAsync<NpgsqlException>(() => Servers.AskAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused()
    {
        await using var first = await Servers.StartAsync(_folder.Path);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Servers.StartAsync(_folder.Path));

        Assert.Contains("in use by another BackendInfra server", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1", await Servers.AskAsync(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_stale_pid_file_is_no_obstacle_even_when_another_program_has_the_number()
    {
        await (await Servers.StartAsync(_folder.Path)).DisposeAsync();
        var file = Servers.ProcessFile(_folder.Path);

        foreach (var pid in new[] { Environment.ProcessId, int.MaxValue })
        {
            await File.WriteAllTextAsync(file, $"{pid}\n", TestContext.Current.CancellationToken);
            // Root may have made it, and the server is another user.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            await using var server = await Servers.StartAsync(_folder.Path);
            Assert.Equal("1", await Servers.AskAsync(server.ConnectionString, "select 1"));
        }
    }

    [Fact]
    public async Task Data_of_another_version_are_refused_with_instructions()
    {
        await (await Servers.StartAsync(_folder.Path)).DisposeAsync();
        await File.WriteAllTextAsync(
            Path.Combine(Servers.Home(_folder.Path), "data", "PG_VERSION"), "14\n", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Servers.StartAsync(_folder.Path));

        Assert.Contains("written by PostgreSQL 14", refused.Message, StringComparison.Ordinal);
        Assert.Contains("install PostgreSQL 14;", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_said_is_in_the_message_when_it_does_not_start()
    {
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = _folder.Path,
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "plenty" },
        };

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Servers.StartAsync(options));

        Assert.Contains("invalid value for parameter \"shared_buffers\": \"plenty\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_too_long_for_a_socket_works()
    {
        using var folder = new TemporaryFolder(Path.Combine(_folder.Path, new string('x', 60), new string('y', 60)));

        await using var server = await Servers.StartAsync(folder.Path);

        Assert.Equal("1", await Servers.AskAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_folder_that_the_service_user_cannot_enter_works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "only root runs PostgreSQL as another user");
        using var folder = new TemporaryFolder();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using (var server = await Servers.StartAsync(folder.Path))
            await Servers.AskAsync(server.ConnectionString, "create table kept as select 42 as answer");
        await using (var again = await Servers.StartAsync(folder.Path))
            Assert.Equal("42", await Servers.AskAsync(again.ConnectionString, "select answer from kept"));
    }
}
