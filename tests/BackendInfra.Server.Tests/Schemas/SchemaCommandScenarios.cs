using System.Text.Json;
using BackendInfra.Server.Tests.Cli;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Schemas;

/// <summary><c>schema export|diff|apply</c>, as an operator or a build types them.</summary>
public sealed class SchemaCommandScenarios(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly string s_shop = Repository.PathOf("schema", "shop");

    private readonly TemporaryFolder _folder = new();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_shop_is_applied_once_and_exported_as_it_was()
    {
        await RunAsync(0, "app", "create", "mine", "--id", "mine1");
        var dry = await RunAsync(0, "schema", "apply", s_shop, "--app", "mine", "--dry-run");
        Assert.Matches("0 breaking, [0-9]+ dangerous, [0-9]+ safe changes.\nNothing has been changed: this was a dry run.\n$", dry);

        var run = await RunAsync(0, "schema", "apply", s_shop, "--app", "mine");
        Assert.Equal(dry.Replace("Nothing has been changed: this was a dry run.", "Applied.", StringComparison.Ordinal), run);
        Assert.Contains("CREATE TABLE IF NOT EXISTS ", run, StringComparison.Ordinal);
        Assert.Equal("No changes.\n", await RunAsync(0, "schema", "apply", s_shop, "--app", "mine"));
        Assert.Equal("No changes.\n", await RunAsync(0, "schema", "diff", s_shop, "--app", "mine"));

        var exported = Path.Combine(_folder.Path, "exported");
        Directory.CreateDirectory(Path.Combine(exported, "classes"));
        await File.WriteAllTextAsync(Path.Combine(exported, "classes", "Gone.json"), "{}", TestContext.Current.CancellationToken);
        Assert.Contains("Gone.json deleted\n", await RunAsync(0, "schema", "export", "--app", "mine", "--out", "exported"), StringComparison.Ordinal);
        Assert.Equal(["Order.json", "Product.json", "ProductCategory.json"], Directory.GetFiles(Path.Combine(exported, "classes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in Directory.GetFiles(Path.Combine(s_shop, "classes")).Append(Path.Combine(s_shop, "schema.graphql")))
            Assert.Equal(await ReadAsync(file), await ReadAsync(Path.Combine(exported, Path.GetRelativePath(s_shop, file))));
    }

    [Fact]
    public async Task Differences_have_exit_codes()
    {
        var changed = await ChangedShopAsync("""{"className":"ProductCategory","fields":{"description":{"type":"String"},"name":{"type":"String"},"color":{"type":"String"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true}}}""");

        var output = await RunAsync(3, "schema", "diff", s_shop, changed);
        Assert.StartsWith("Classes\n  dangerous  ProductCategory.name is no longer required: readers may meet objects without it.\n  safe       ProductCategory.color is new: String.\n\nGraphQL schema\n  breaking   ProductCategory.name changed type from String! to String.\n", output, StringComparison.Ordinal);
        await RunAsync(0, "schema", "diff", s_shop, changed, "--fail-on", "never");
        await RunAsync(3, "schema", "diff", Path.Combine(s_shop, "schema.graphql"), changed);
        await RunAsync(0, "schema", "diff", s_shop, s_shop, "--fail-on", "dangerous");

        var dangerous = await ChangedShopAsync("""{"className":"ProductCategory","fields":{"description":{"type":"String"},"name":{"type":"String","required":true},"color":{"type":"String"}},"classLevelPermissions":{"find":{"*":true},"get":{"*":true},"count":{"*":true}}}""");
        await RunAsync(0, "schema", "diff", s_shop, dangerous);
        using var json = JsonDocument.Parse(await RunAsync(4, "schema", "diff", s_shop, dangerous, "--fail-on", "dangerous", "--json"));
        Assert.Equal("""{"severity":"safe","kind":"FIELD_ADDED","path":"ProductCategory.color","message":"ProductCategory.color is new: String."}""", JsonSerializer.Serialize(json.RootElement.GetProperty("classes")[0]));
    }

    [Fact]
    public async Task Obstacles_stop_it_before_anything_has_changed()
    {
        await RunAsync(0, "app", "create", "mine", "--id", "mine1");
        await RunAsync(0, "schema", "apply", s_shop, "--app", "mine");
        var changed = await ChangedShopAsync("""{"className":"ProductCategory","fields":{"name":{"type":"String","required":true},"color":{"type":"String"}},"classLevelPermissions":{}}""");

        Assert.Contains("In the way:\n  ProductCategory.description is removed with its values. Pass --allow-data-loss when they may go.\n", await RunAsync(1, "schema", "apply", changed, "--app", "mine", "--dry-run"), StringComparison.Ordinal);
        var run = await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, "schema", "apply", changed, "--app", "mine");
        Assert.Equal((1, "", "ProductCategory.description is removed with its values. Pass --allow-data-loss when they may go.\n"), (run.ExitCode, run.Output, run.Errors));
        Assert.Equal("No changes.\n", await RunAsync(0, "schema", "diff", s_shop, "--app", "mine"));

        Assert.Contains("UPDATE ", await RunAsync(0, "schema", "apply", changed, "--app", "mine", "--allow-data-loss"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schema diff nowhere --app mine", 1, "There is no folder nowhere.\n")]
    [InlineData("schema diff one", 2, "Name a folder and --app, or two folders.\n")]
    [InlineData("schema diff one two --app mine", 2, "Name a folder and --app, or two folders.\n")]
    [InlineData("schema diff a b --fail-on safe", 2, "Argument 'safe' not recognized.")]
    [InlineData("schema apply . --app mine", 1, "There are no class definitions (Product.json, …) in .")]
    [InlineData("schema apply . --app mine --server http://localhost:1", 1, "--server needs the app's master key")]
    public async Task Failures_say_what_to_do_and_have_an_exit_code(string arguments, int exitCode, string message)
    {
        var run = await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, arguments.Split(' '));

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Errors, StringComparison.Ordinal);
    }

    private async Task<string> ChangedShopAsync(string category)
    {
        var folder = Path.Combine(_folder.Path, "changed");
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "Order", "Product" })
            File.Copy(Path.Combine(s_shop, "classes", $"{name}.json"), Path.Combine(folder, $"{name}.json"), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "ProductCategory.json"), category, TestContext.Current.CancellationToken);
        return folder;
    }

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        var run = await ProgramRun.StartAsync(_folder.Path, _database.ConnectionString, arguments);
        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}\n{run.Output}\n{run.Errors}");
        return run.Output;
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
