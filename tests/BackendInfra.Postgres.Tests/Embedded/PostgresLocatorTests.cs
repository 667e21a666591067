using BackendInfra.Postgres.Embedded;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Embedded;

public sealed class PostgresLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_what_to_install_when_nothing_is_found()
    {
        var message = await RefusalAsync(_folder.Path, null);

        Golden.Match(message.Replace(NpmPackage.Name, "@embedded-postgres/<platform>", StringComparison.Ordinal), "nothing-found");
    }

    [Fact]
    public async Task Says_what_to_do_about_data_of_another_version()
    {
        var message = await RefusalAsync(_folder.Path, 16);

        Golden.Match(message.Replace(_folder.Path, "<data>", StringComparison.Ordinal), "wrong-version");
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 14.9", "(14.9)")]
    [InlineData("postgres (PostgreSQL) 19beta1", "(does not run here)")]
    [InlineData("segmentation fault", "(does not run here)")]
    public async Task Names_binaries_it_rejects(string says, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        MakePackage(says);

        Assert.Contains(reason, await RefusalAsync(_folder.Path, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_the_links_that_npm_leaves_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        var package = MakePackage("postgres (PostgreSQL) 17.2 (a stand-in)");
        Directory.CreateDirectory(Path.Combine(package, "native", "lib"));
        await File.WriteAllTextAsync(Path.Combine(package, "native/lib/libpq.so.5.17"), "library", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(package, "native/pg-symlinks.json"),
            """[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]""",
            TestContext.Current.CancellationToken);

        var binaries = await Locator(_folder.Path).FindAsync(17, TestContext.Current.CancellationToken);

        Assert.Equal(("17.2", PostgresSource.Npm), (binaries.Version, binaries.Source));
        Assert.Equal("libpq.so.5.17", new FileInfo(Path.Combine(package, "native/lib/libpq.so.5")).LinkTarget);
    }

    [Fact]
    public async Task Copies_binaries_that_the_service_user_cannot_reach()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "only root runs PostgreSQL as another user");
        MakePackage("postgres (PostgreSQL) 17.2 (a stand-in)");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var user = ServiceUser.Choose();

        var binaries = await new PostgresLocator(Options(_folder.Path), user).FindAsync(null, TestContext.Current.CancellationToken);
        using var copy = new TemporaryFolder(Path.GetDirectoryName(binaries.Folder)!);

        Assert.StartsWith(ServerFolder.SharedRoot, binaries.Folder, StringComparison.Ordinal);
        var asked = await user.RunAsync(binaries.Program("postgres"), ["-V"], TestContext.Current.CancellationToken);
        Assert.Equal(0, asked.ExitCode);
    }

    [Fact]
    public void A_folder_with_postgres_alone_is_no_installation()
    {
        File.WriteAllText(Path.Combine(_folder.Path, PostgresBinaries.FileName("postgres")), "");

        Assert.False(InstalledPostgres.IsComplete(_folder.Path));
    }

    private static PostgresLocator Locator(string folder) => new(Options(folder), ServiceUser.Ourselves);

    private static EmbeddedPostgresOptions Options(string folder) =>
        new() { DataDirectory = folder, Source = PostgresSource.Npm, NodeModules = folder };

    private static async Task<string> RefusalAsync(string folder, int? dataMajor)
    {
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => Locator(folder).FindAsync(dataMajor, TestContext.Current.CancellationToken));
        return refused.Message;
    }

    /// <summary>A package whose <c>postgres</c> only says its version.</summary>
    private string MakePackage(string says)
    {
        var package = Path.Combine(_folder.Path, NpmPackage.Name);
        var bin = NpmPackage.BinFolder(package);
        Directory.CreateDirectory(bin);
        foreach (var program in new[] { "postgres", "initdb" })
        {
            var file = Path.Combine(bin, program);
            File.WriteAllText(file, $"#!/bin/sh\necho '{says}'\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return package;
    }
}
