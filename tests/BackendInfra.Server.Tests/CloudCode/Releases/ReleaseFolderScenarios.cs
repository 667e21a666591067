using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>Releases on a machine's disk: unpacked once, whole, closed to others, with their npm modules.</summary>
public sealed class ReleaseFolderScenarios(ReleaseServer fixture, HookServer http) : IClassFixture<ReleaseServer>, IClassFixture<HookServer>
{
    private const string Url = "/parse/cloud_code/releases";

    private readonly IReleaseFolders _folders = fixture.Server.Services.GetRequiredService<IReleaseFolders>();

    [Fact]
    public async Task A_release_is_unpacked_where_it_is_missing_and_only_its_own_user_may_enter()
    {
        var (app, master) = await fixture.CreateAppAsync("unpacked");
        (await master.PostAsync(Url, Archives.Json(("main.js", "define('f')"), ("lib/deep/a.js", "1")))).Expect(201);
        var folder = await FolderAsync(app, 1);
        Directory.Delete(folder, recursive: true);

        // As on another server, where several workers start at once.
        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FolderAsync(app, 1)));
        Assert.All(folders, found => Assert.Equal(folder, found));
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(folder, "lib", "deep", "a.js"), TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetDirectories(Path.GetDirectoryName(folder)!));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal("rwx------", Mode(folder));
        Assert.Equal("rwx--x--x", Mode(Path.GetDirectoryName(folder)!));
        Assert.Equal("rwxr-xr-x", Mode(Path.Combine(folder, "lib")));
        Assert.Equal("rw-r--r--", Mode(Path.Combine(folder, "lib", "deep", "a.js")));
    }

    [Fact]
    public async Task A_bundle_that_was_changed_in_the_catalog_is_refused()
    {
        var (app, master) = await fixture.CreateAppAsync("damaged");
        (await master.PostAsync(Url, Archives.Json(("main.js", "1")))).Expect(201);
        Directory.Delete(await FolderAsync(app, 1), recursive: true);
        await using (var connection = await fixture.Server.OpenDatabaseAsync())
        {
            await using var change = connection.CreateCommand();
            change.CommandText = "UPDATE backendinfra.releases SET bundle = $2 WHERE app_id = $1";
            change.Parameters.Add(new Npgsql.NpgsqlParameter { Value = app.Id });
            change.Parameters.Add(new Npgsql.NpgsqlParameter { Value = Archives.Zip(("main.js", "2")) });
            await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var refusal = await Assert.ThrowsAsync<ParseException>(() => FolderAsync(app, 1));
        Assert.Equal((ErrorCode.ScriptFailed, "The release 1 is damaged: its files are not those that were deployed. Deploy it again."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task Npm_modules_are_installed_from_the_lock_file_without_running_their_scripts()
    {
        var packages = new PackageServer(http);
        var (app, master) = await fixture.CreateAppAsync("modules");
        var answer = await master.PostAsync(Url, Archives.Json(("main.js", "define('f')"), ("package.json", PackageServer.PackageJson), ("package-lock.json", packages.Lock), (".npmrc", "registry=http://127.0.0.1:9")));
        Assert.Equal(".npmrc", answer.Expect(201).Json.GetProperty("ignored")[0].GetString());
        var module = Path.Combine(await FolderAsync(app, 1), "node_modules", "tiny");
        Assert.True(File.Exists(Path.Combine(module, "index.js")));
        Assert.False(File.Exists(Path.Combine(module, "trace")));
        Assert.True(packages.Downloads > 0);
    }

    [Fact]
    public async Task What_npm_cannot_install_is_refused_with_its_own_error()
    {
        var (_, master) = await fixture.CreateAppAsync("badmodules");
        var error = await RefusalAsync(master, ("package.json", PackageServer.PackageJson), ("package-lock.json", new PackageServer(http).FalseLock));
        Assert.StartsWith("The npm modules cannot be installed. npm error code EINTEGRITY", error, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Server.Files, error, StringComparison.Ordinal);
        Assert.DoesNotContain("debug-0.log", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git+ssh://git@example.com/tiny.git#1")]
    [InlineData("file:../tiny")]
    [InlineData("../tiny")]
    public async Task Packages_that_are_not_of_a_registry_are_refused(string resolved)
    {
        var (_, master) = await fixture.CreateAppAsync($"elsewhere{resolved.Length}");
        var error = await RefusalAsync(master, ("package.json", PackageServer.PackageJson), ("package-lock.json", PackageServer.Locked(resolved, "")));
        Assert.Equal("node_modules/tiny in package-lock.json does not come from a registry. Only packages of registries can be installed.", error);
    }

    [Fact]
    public async Task Dependencies_without_a_usable_lock_file_are_refused()
    {
        var (_, master) = await fixture.CreateAppAsync("unlocked");
        Assert.Equal(
            "package.json has dependencies, but there is no package-lock.json that says which versions. Run npm install, and deploy the file that it writes, too.",
            await RefusalAsync(master, ("package.json", PackageServer.PackageJson)));
        Assert.StartsWith("package-lock.json is of an old form.", await RefusalAsync(master, ("package.json", PackageServer.PackageJson), ("package-lock.json", """{"lockfileVersion":1,"dependencies":{}}""")), StringComparison.Ordinal);
        Assert.StartsWith(
            "package-lock.json was written for other dependencies than those of package.json.",
            await RefusalAsync(master, ("package.json", PackageServer.PackageJson.Replace("\"tiny\":\"1", "\"tiny\":\"2", StringComparison.Ordinal)), ("package-lock.json", PackageServer.Locked("https://example.com/tiny.tgz", ""))),
            StringComparison.Ordinal);
        Assert.StartsWith("package-lock.json is no JSON: line 1.", await RefusalAsync(master, ("package.json", PackageServer.PackageJson), ("package-lock.json", "nonsense")), StringComparison.Ordinal);
        Assert.StartsWith("package.json is no JSON object.", await RefusalAsync(master, ("package.json", "[]")), StringComparison.Ordinal);
        (await master.PostAsync(Url, Archives.Json(("main.js", "1"), ("package.json", """{"dependencies":{}}""")))).Expect(201);
    }

    private static async Task<string> RefusalAsync(Hosting.RestClient master, params (string, string)[] files)
    {
        var answer = await master.PostAsync(Url, Archives.Json([("main.js", "1"), .. files]));
        answer.ExpectError(141);
        return answer.Json.GetProperty("error").GetString()!;
    }

    private Task<string> FolderAsync(App app, int release) => _folders.FolderAsync(app, release, TestContext.Current.CancellationToken);

    private static string Mode(string path)
    {
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
        return string.Concat(Enumerable.Range(0, 9).Select(bit => ((int)mode & (0x100 >> bit)) != 0 ? "rwx"[bit % 3] : '-'));
    }
}
