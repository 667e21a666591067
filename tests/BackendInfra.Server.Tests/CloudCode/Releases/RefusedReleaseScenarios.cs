using System.Formats.Tar;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

public sealed class RefusedReleaseScenarios(ReleaseServer fixture) : IClassFixture<ReleaseServer>, IAsyncDisposable
{
    private const string Path = "/parse/cloud_code/releases";

    private readonly TestServer _server = fixture.Server;
    private readonly RestClient _master = fixture.Server.Master(fixture.Server.Guarded);

    /// <summary>Nothing of it was kept.</summary>
    public async ValueTask DisposeAsync() => Assert.Null((await fixture.NowAsync(_server.Guarded)).CloudCode);

    [Theory]
    [InlineData("../escape.js")]
    [InlineData("a/../../escape.js")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b.js")]
    [InlineData("a/./b.js")]
    [InlineData("..")]
    [InlineData("C:/windows.js")]
    [InlineData("a\\b.js")]
    [InlineData("a\u0001b.js")]
    [InlineData("trailing.")]
    [InlineData("")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        (await _master.PostAsync(Path, Archives.Json(("main.js", "1"), (name, "2")))).ExpectError(122);
        if (name.Length > 0)
            (await Archives.DeployAsync(_server, _server.Guarded, Archives.Zip(("main.js", "1"), (name, "2")))).ExpectError(122);
    }

    [Theory]
    [InlineData("lib.js", "LIB.js")]
    [InlineData("lib", "lib/a.js")]
    [InlineData("lib/a.js", "LIB/b.js")]
    [InlineData("Lib", "lib/a.js")]
    public async Task Names_that_are_one_on_other_systems_are_refused(string one, string other) =>
        (await _master.PostAsync(Path, Archives.Json(("main.js", "1"), (one, "2"), (other, "3")))).ExpectError(122);

    [Fact]
    public async Task Links_are_refused()
    {
        (await Archives.DeployAsync(_server, _server.Guarded, Archives.ZipWithLink())).ExpectError(122);
        foreach (var kind in (TarEntryType[])[TarEntryType.SymbolicLink, TarEntryType.HardLink])
            (await Archives.DeployAsync(_server, _server.Guarded, Archives.Tar(Archives.File("main.js", "1"), new PaxTarEntry(kind, "passwd") { LinkName = "main.js" }))).ExpectError(122);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"files":[]}""")]
    [InlineData("""{"files":{"main.js":1}}""")]
    [InlineData("""{"files":{"main.js":{"base64":"not base64!"}}}""")]
    [InlineData("PK nonsense")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task What_is_no_bundle_is_refused(string body) => (await _master.PostAsync(Path, body)).ExpectError(107);

    [Fact]
    public async Task A_damaged_archive_is_refused()
    {
        var zip = Archives.Zip(("main.js", new string('x', 1000)));
        (await Archives.DeployAsync(_server, _server.Guarded, zip[..^10])).ExpectError(107);
        var tar = Archives.Tar(Archives.File("main.js", new string('x', 1000)));
        (await Archives.DeployAsync(_server, _server.Guarded, tar[..(tar.Length / 2)])).ExpectError(107);
    }

    [Fact]
    public async Task Without_a_script_it_is_refused() =>
        (await _master.PostAsync(Path, Archives.Json(("other.js", "1")))).ExpectError(141, "There is no main.js, and no package.json that names another script.");

    [Fact]
    public async Task A_message_that_is_too_long_is_refused() =>
        (await _master.PostAsync($"{Path}?message={new string('m', 501)}", Archives.Json(("main.js", "1")))).ExpectError(107);

    [Fact]
    public async Task Too_much_is_refused()
    {
        var (app, master) = await fixture.CreateAppAsync("limited", new CloudCodeOptions { MaxReleaseFiles = 2, MaxReleaseSize = 100_000 });
        (await master.PostAsync(Path, Archives.Json(("main.js", "1"), ("a.js", "1"), ("b.js", "1")))).ExpectError(129, "A release can have at most 2 files (option cloudCode.maxReleaseFiles).");

        // It is small only while it is packed.
        (await Archives.DeployAsync(_server, app, Archives.Zip(("main.js", new string('x', 100_001))))).ExpectError(129);
        (await Archives.DeployAsync(_server, app, Archives.Tar(Archives.File("main.js", new string('x', 100_001))))).ExpectError(129);
        (await Archives.DeployAsync(_server, app, Archives.Tar(Archives.File("node_modules/a.js", new string('x', 1_000_001)), Archives.File("main.js", "1")))).ExpectError(129);
        (await master.PostAsync(Path, Archives.Json(("main.js", new string('x', 300_000))))).ExpectError(129, "A release can have at most 100000 bytes (option cloudCode.maxReleaseSize).");
        (await master.PostAsync(Path, Archives.Json(("main.js", new string('x', 100_000))))).Expect(201);
    }
}
