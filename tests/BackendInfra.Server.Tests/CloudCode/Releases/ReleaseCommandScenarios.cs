using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Cli;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>The verbs about releases as an operator types them, with real workers: on the database, and through a server.</summary>
public sealed class ReleaseCommandScenarios(TestServer server) : IClassFixture<TestServer>, IAsyncLifetime
{
    private const string Script =
        """
        const { total } = require('./lib/total');
        console.log('loading');
        Parse.Cloud.define('total', request => total(request.params.numbers));
        Parse.Cloud.beforeSave('Order', () => {});
        Parse.Cloud.job('print', () => {});
        """;

    private readonly TemporaryFolder _folder = new();
    private App _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await server.CreateAppAsync($"commands{Guid.NewGuid():N}"[..16], new AppOptions { CloudCode = new() { MaxReleaseFiles = 5 } });
        Write("cloud/main.js", Script);
        Write("cloud/lib/total.js", "exports.total = numbers => numbers.reduce((sum, n) => sum + n, 0);");
        Write("public/index.html", "<h1>Shop</h1>");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_is_deployed_listed_shown_downloaded_and_rolled_back(bool remote)
    {
        Write(".env", "SECRET=1");
        Write("node_modules/x/index.js", "");
        var first = await RunAsync(remote, "deploy", ".", "--message", "First");
        Assert.Equal(
            $"left out: .env (it may hold secrets)\nleft out: node_modules\n{(remote ? "" : "Starting the script\n")}  function total\n  triggers of Order: beforeSave\n  job print\nRelease 1 of {_app.Name} is active.\n",
            first.Output);
        if (!remote)
            Assert.Contains("info: loading", first.Errors, StringComparison.Ordinal);

        Assert.EndsWith($"Release 1 of {_app.Name} has these files already: nothing to do.\n", (await RunAsync(remote, "deploy", ".")).Output, StringComparison.Ordinal);
        Write("cloud/main.js", Script + "\nParse.Cloud.define('more', () => 1);");
        Assert.Contains("  function more\n", (await RunAsync(remote, "deploy", ".", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.EndsWith($"Release 2 of {_app.Name} is active.\n", (await RunAsync(remote, "deploy", ".")).Output, StringComparison.Ordinal);

        Assert.Matches("^2\t[0-9T:.-]+Z\tactive\t\n1\t[0-9T:.-]+Z\t\tFirst\n$", (await RunAsync(remote, "releases", "list")).Output);
        Assert.Equal($"lib/total.js\t66\nmain.js\t{Script.Length}\npublic/index.html\t13\n", (await RunAsync(remote, "releases", "show", "1")).Output);
        Assert.Equal("first.zip\n", (await RunAsync(remote, "releases", "download", "1", "--out", "first.zip")).Output);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "first.zip")));
        Assert.Equal("There is a file first.zip already.\n", (await RefusedAsync(remote, "releases", "download", "1", "--out", "first.zip")).Errors);

        Assert.EndsWith($"Release 1 of {_app.Name} is active.\n", (await RunAsync(remote, "releases", "rollback")).Output, StringComparison.Ordinal);
        Assert.Equal("There is no release before the active one.\n", (await RefusedAsync(remote, "releases", "rollback")).Errors);
        Assert.EndsWith($"Release 2 of {_app.Name} is active.\n", (await RunAsync(remote, "releases", "rollback", "2")).Output, StringComparison.Ordinal);
        Assert.Equal("There is no release 9.\n", (await RefusedAsync(remote, "releases", "rollback", "9")).Errors);
        Assert.Equal("There is no release 9.\n", (await RefusedAsync(remote, "releases", "show", "9")).Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_script_that_does_not_load_is_refused_with_its_own_error(bool remote)
    {
        Write("cloud/main.js", "const a = 1;\nParse.Cloud.define('f', missing);");
        var run = await RefusedAsync(remote, "deploy", ".");
        Assert.Contains("missing is not defined", run.Errors, StringComparison.Ordinal);
        Assert.Contains("main.js:2", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".new-", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at BackendInfra", run.Errors, StringComparison.Ordinal);
        Assert.Equal("", (await RunAsync(remote, "releases", "list")).Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_app_does_not_allow_is_refused(bool remote)
    {
        for (var i = 0; i < 4; i++)
            Write($"public/{i}.txt", "");
        Assert.Equal("A release can have at most 5 files (option cloudCode.maxReleaseFiles).\n", (await RefusedAsync(remote, "deploy", ".")).Errors);
    }

    [Fact]
    public async Task What_is_no_folder_of_a_release_is_refused_without_a_database()
    {
        Assert.Equal("There is no folder missing.\n", (await RefusedAsync(false, "deploy", "missing")).Errors);
        Assert.Equal("There is no main.js, and no package.json that names another script.\n", (await RefusedAsync(false, "deploy", "public")).Errors);
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "cloud", "passwd"), "/etc/passwd");
        Assert.Equal("cloud/passwd is a link; a release can hold files and folders only.\n", (await RefusedAsync(false, "deploy", ".")).Errors);
    }

    private void Write(string path, string content)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private async Task<ProgramRun> RunAsync(bool remote, params string[] arguments)
    {
        var run = await StartAsync(remote, arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }

    private async Task<ProgramRun> RefusedAsync(bool remote, params string[] arguments)
    {
        var run = await StartAsync(remote, arguments);
        Assert.True(run.ExitCode == 1, run.Output);
        return run;
    }

    private Task<ProgramRun> StartAsync(bool remote, string[] arguments) => ProgramRun.StartAsync(
        _folder.Path,
        remote ? "Host=nowhere.invalid" : server.ConnectionString,
        [.. arguments, "--app", _app.Name, .. remote ? (string[])["--server", server.Address.ToString(), "--master-key", _app.Keys.Master] : []]);
}
