using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Cli;

/// <summary>The verbs, as an operator types them.</summary>
public sealed class CommandLineScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_app_is_made_filled_and_exported()
    {
        Assert.Contains("with the application id mine1", await RunAsync("app", "create", "mine", "--id", "mine1"), StringComparison.Ordinal);
        Assert.Equal("mine\tmine1\n", await RunAsync("app", "list"));
        Assert.Matches("Master key +[A-Za-z0-9]{40}\n", await RunAsync("app", "keys", "mine"));

        var data = Repository.PathOf("schema", "shop", "data");
        Assert.Equal(
            "Order.json: 6 objects, new class Order\nProduct.json: 14 objects, new class Product\nProductCategory.json: 6 objects, new class ProductCategory\n_Join\uA789categories\uA789Product.json: 18 members\n",
            await RunAsync(["import", .. Directory.GetFiles(data).OrderBy(file => file.Contains("_Join", StringComparison.Ordinal) ? "" : file, StringComparer.Ordinal), "--app", "mine"]));
        await RunAsync("export", "--app", "mine1", "--out", "out");
        foreach (var file in Directory.GetFiles(data))
            Assert.Equal(await ReadAsync(file), await ReadAsync(Path.Combine(_folder.Path, "out", Path.GetFileName(file))));

        Assert.Contains("\"className\": \"Order\"", await RunAsync("schema", "export", "--app", "mine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_app_moves_from_a_folder_or_an_archive()
    {
        var moved = Repository.PathOf("tests", "BackendInfra.Server.Tests", "Import", "MovedApp");
        await RunAsync("app", "create", "moved", "--id", "moved1");
        var dry = await RunAsync("import", moved, "--app", "moved", "--skip-orphans", "--dry-run");
        Assert.EndsWith("Nothing has been changed: this was a dry run.\n", dry, StringComparison.Ordinal);
        Assert.DoesNotContain("Product", await RunAsync("schema", "export", "--app", "moved"), StringComparison.Ordinal);

        var archive = Path.Combine(_folder.Path, "moved.zip");
        await System.IO.Compression.ZipFile.CreateFromDirectoryAsync(moved, archive, System.IO.Compression.CompressionLevel.Fastest, includeBaseDirectory: true, TestContext.Current.CancellationToken);
        var output = await RunAsync("import", archive, "--app", "moved", "--skip-orphans");
        Assert.Equal(dry[..dry.LastIndexOf("Nothing", StringComparison.Ordinal)], output);
        Assert.Contains("_SCHEMA.json: 6 definitions\n  left out: _JobStatus belongs to the other server\n  new class Shelf\n  new class Product\n", output, StringComparison.Ordinal);
        Assert.Contains("_User.json: 2 objects\n", output, StringComparison.Ordinal);
        Assert.Contains("_Join\uA789shelves\uA789Product.json: 3 members\n  left out: 1 members whose owner does not exist\n", output, StringComparison.Ordinal);
        Assert.Contains("\"title\":\"upper\"", await ExportedAsync("Shelf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_an_app_is_shown()
    {
        await RunAsync("app", "create", "logged", "--id", "logged1");
        await using (var connection = await _database.OpenAsync(TestContext.Current.CancellationToken))
        {
            await using var find = new Npgsql.NpgsqlCommand("SELECT database_schema FROM backendinfra.apps", connection);
            var schema = await find.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await using var insert = new Npgsql.NpgsqlCommand($"INSERT INTO \"{schema}\"._log (time, level, source, message, job_id) VALUES ('2027-03-01T08:00:00Z', 1, 'job a', 'first', 'run1'), ('2027-03-01T08:00:01Z', 3, 'function b', 'second', NULL)", connection);
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("2027-03-01T08:00:00.000Z info  [job a] first\n2027-03-01T08:00:01.000Z error [function b] second\n", await RunAsync("logs", "--app", "logged"));
        Assert.Equal("2027-03-01T08:00:01.000Z error [function b] second\n", await RunAsync("logs", "--app", "logged", "--lines", "1"));
        Assert.Equal("2027-03-01T08:00:01.000Z error [function b] second\n", await RunAsync("logs", "--app", "logged", "--level", "warn"));
        Assert.Equal("2027-03-01T08:00:00.000Z info  [job a] first\n", await RunAsync("logs", "--app", "logged", "--job", "run1"));
    }

    [Fact]
    public async Task Trusted_documents_are_uploaded_listed_and_deleted()
    {
        await RunAsync("app", "create", "trusting", "--id", "trusting1");
        var file = Path.Combine(_folder.Path, "documents.json");
        await File.WriteAllTextAsync(file, """{"me":"{ viewer { user { username } } }","alive":"{ health }"}""", TestContext.Current.CancellationToken);

        Assert.Equal("2 documents registered\n", await RunAsync("documents", "upload", file, "--app", "trusting"));
        Assert.Matches("^alive\t[^\n]+Z\nme\t[^\n]+Z\n$", await RunAsync("documents", "list", "--app", "trusting"));
        await RunAsync("documents", "delete", "me", "--app", "trusting");
        Assert.StartsWith("There is no document me.", (await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, "documents", "delete", "me", "--app", "trusting")).Errors, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{"bad":"{ nothing }"}""", TestContext.Current.CancellationToken);
        Assert.StartsWith("The document bad is not valid", (await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, "documents", "upload", file, "--app", "trusting")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import Missing.json --app mine", 1, "There is no file Missing.json.\n")]
    [InlineData("app keys nobody", 1, "There is no app named nobody.")]
    [InlineData("app create 1st", 1, "Invalid app name: 1st.")]
    [InlineData("export --app nobody", 1, "There is no app named nobody.")]
    [InlineData("imprt", 2, "Unrecognized command or argument 'imprt'.\nSee: ")]
    [InlineData("import", 2, "Required argument missing for command: 'import'.\nSee: ")]
    [InlineData("import Product.json --app mine --copy-files", 2, "--copy-files and --files-from HOST belong together.\nSee: ")]
    [InlineData("import Product.json --app mine --copy-files --files-from ftp://x/", 2, "--files-from must be a host such as files.example.com")]
    [InlineData("import Product.json --app mine --dry-run --server http://localhost", 2, "--copy-files and --dry-run need the database")]
    [InlineData("import Product.json --app mine --server localhost --master-key x", 2, "--server must be a URL such as http://localhost:1337.\nSee: ")]
    public async Task Failures_say_what_to_do_and_have_an_exit_code(string arguments, int exitCode, string message)
    {
        var run = await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, arguments.Split(' '));
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("import --help")]
    [InlineData("app create --help")]
    public async Task Help_needs_no_database(string arguments)
    {
        var run = await ProgramRun.StartAsync(_folder.Path, "Host=nowhere.invalid", arguments.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var run = await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output;
    }

    private async Task<string> ExportedAsync(string className)
    {
        await RunAsync("export", className, "--app", "moved", "--out", "exported");
        return await ReadAsync(Path.Combine(_folder.Path, "exported", $"{className}.json"));
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
