using System.IO.Compression;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

public sealed class ReleaseApiScenarios(ReleaseServer fixture) : IClassFixture<ReleaseServer>
{
    private const string Path = "/parse/cloud_code/releases";

    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Releases_are_deployed_listed_read_downloaded_and_rolled_back()
    {
        var (app, master) = await fixture.CreateAppAsync("releases");
        Assert.Equal("""{"results":[]}""", (await master.GetAsync(Path)).Expect(200).Text);
        Assert.Equal("[]", (await master.GetAsync("/parse/releases/latest")).Expect(200).Text);

        var first = (await master.PostAsync(Path, """{"files":{"main.js":"define('one')","public/dot.gif":{"base64":"R0lGOA=="}},"message":"The first"}""")).Expect(201).Json;
        Assert.Equal((1, true, "The first"), (first.GetProperty("release").GetProperty("number").GetInt32(), first.GetProperty("release").GetProperty("active").GetBoolean(), first.GetProperty("release").GetProperty("message").GetString()));
        Answer.AreEqual("""{"functions":[{"name":"one"}],"triggers":[{"className":"Order","triggerName":"beforeSave"}],"jobs":["print"],"hasWebApp":false}""", first.GetProperty("definitions").GetRawText());
        Assert.Equal(1, (await fixture.NowAsync(app)).CloudCode!.Number);

        var archive = Archives.Zip(("main.js", "define('one'); define('two')"), ("lib/", ""), ("lib/sums.js", "1"), ("node_modules/x/index.js", "left out"));
        var second = (await Archives.DeployAsync(_server, app, archive, "?message=The%20second")).Expect(201).Json;
        Assert.Equal(["node_modules"], second.GetProperty("ignored").EnumerateArray().Select(path => path.GetString()));
        Assert.NotNull((await fixture.NowAsync(app)).CloudCode!.Definitions.FindFunction("two"));

        var list = (await master.GetAsync(Path)).Expect(200).Results;
        Assert.Equal([(2, true), (1, false)], list.Select(release => (release.GetProperty("number").GetInt32(), release.GetProperty("active").GetBoolean())));
        Assert.Equal(["lib/sums.js", "main.js"], (await master.GetAsync($"{Path}/2")).Expect(200).Json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()));

        Assert.True((await master.PostAsync($"{Path}/1/activate", "{}")).Expect(200).Json.GetProperty("active").GetBoolean());
        var now = (await fixture.NowAsync(app)).CloudCode!;
        Assert.Equal((1, null), (now.Number, now.Definitions.FindFunction("two")));

        using var zip = new ZipArchive(new MemoryStream(await DownloadAsync(app, 1)));
        Assert.Equal(["main.js", "public/dot.gif"], zip.Entries.Select(entry => entry.FullName));
        using var script = new StreamReader(zip.Entries[0].Open());
        Assert.Equal("define('one')", await script.ReadToEndAsync(TestContext.Current.CancellationToken));

        // What was removed by nobody is numbered on.
        Assert.Equal(3, (await master.PostAsync(Path, Archives.Json(("main.js", "3")))).Expect(201).Json.GetProperty("release").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task The_same_files_again_make_no_release()
    {
        var (app, master) = await fixture.CreateAppAsync("samefiles");
        (await master.PostAsync(Path, Archives.Json(("main.js", "1"), ("a/b.js", "2")))).Expect(201);
        var again = (await Archives.DeployAsync(_server, app, Archives.Tar(Archives.File("./main.js", "1"), Archives.File("./a/b.js", "2")))).Expect(200).Json;
        Assert.True(again.GetProperty("unchanged").GetBoolean());
        Assert.Single((await master.GetAsync(Path)).Results);
    }

    [Fact]
    public async Task A_script_that_does_not_load_is_refused_with_its_own_error_and_the_old_release_goes_on()
    {
        var (app, master) = await fixture.CreateAppAsync("failing");
        (await master.PostAsync(Path, Archives.Json(("main.js", "define('good')")))).Expect(201);
        (await master.PostAsync(Path, Archives.Json(("main.js", "throw new Error('no such luck')")))).ExpectError(141, "main.js:1 no such luck");
        Assert.Single((await master.GetAsync(Path)).Results);
        Assert.NotNull((await fixture.NowAsync(app)).CloudCode!.Definitions.FindFunction("good"));
        Assert.Single(FoldersOf(app));
    }

    [Fact]
    public async Task A_release_that_does_not_load_any_more_is_not_activated()
    {
        var (app, master) = await fixture.CreateAppAsync("worn");
        (await master.PostAsync(Path, Archives.Json(("main.js", "define('first')")))).Expect(201);
        var folder = FoldersOf(app)[0];
        (await master.PostAsync(Path, Archives.Json(("main.js", "define('second')")))).Expect(201);

        // Stands for whatever has changed on the machine since.
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "main.js"), "throw new Error('worn out')", TestContext.Current.CancellationToken);
        (await master.PostAsync($"{Path}/1/activate", "{}")).ExpectError(141, "main.js:1 worn out");
        Assert.Equal(2, (await fixture.NowAsync(app)).CloudCode!.Number);
    }

    [Fact]
    public async Task A_dry_run_tells_and_changes_nothing()
    {
        var (app, master) = await fixture.CreateAppAsync("dry");
        var answer = (await master.PostAsync($"{Path}?dryRun=1", Archives.Json(("main.js", "define('f')")))).Expect(200).Json;
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("release").ValueKind);
        Assert.Equal("f", answer.GetProperty("definitions").GetProperty("functions")[0].GetProperty("name").GetString());
        (await master.PostAsync($"{Path}?dryRun=1", Archives.Json(("main.js", "throw new Error('x')")))).ExpectError(141);
        Assert.Null((await fixture.NowAsync(app)).CloudCode);
        Assert.Empty(FoldersOf(app));
    }

    [Fact]
    public async Task Old_releases_are_deleted_beyond_the_number_that_is_kept()
    {
        var (_, master) = await fixture.CreateAppAsync("pruned", new CloudCodeOptions { KeptReleases = 1 });
        for (var i = 1; i <= 4; i++)
            (await master.PostAsync(Path, Archives.Json(("main.js", $"{i}")))).Expect(201);
        Assert.Equal([4, 3], (await master.GetAsync(Path)).Results.Select(release => release.GetProperty("number").GetInt32()));
        (await master.PostAsync($"{Path}/1/activate", "{}")).ExpectError(101, "There is no release 1.");
    }

    [Fact]
    public async Task Deployments_at_once_all_become_releases()
    {
        var (app, master) = await fixture.CreateAppAsync("atonce");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => master.PostAsync(Path, Archives.Json(("main.js", $"define('f{i}')")))));
        Assert.Equal(Enumerable.Range(1, 8), answers.Select(answer => answer.Expect(201).Json.GetProperty("release").GetProperty("number").GetInt32()).Order());
        Assert.Equal(8, (await fixture.NowAsync(app)).CloudCode!.Number);
    }

    [Fact]
    public async Task Parse_Dashboard_sees_the_scripts()
    {
        var (app, master) = await fixture.CreateAppAsync("viewed");
        (await master.PostAsync(Path, Archives.Json(("main.js", "// \"quoted\" ü"), ("lib/sums.js", "2"), ("public/index.html", "3")))).Expect(201);
        var latest = (await master.GetAsync("/parse/releases/latest")).Expect(200).Json[0];
        Assert.Equal("1", latest.GetProperty("version").GetString());
        Assert.Equal(["lib/sums.js", "main.js"], JsonElement.Parse(latest.GetProperty("checksums").GetString()!).GetProperty("cloud").EnumerateObject().Select(file => file.Name));
        Assert.Equal("1", JsonElement.Parse(latest.GetProperty("userFiles").GetString()!).GetProperty("cloud").GetProperty("main.js").GetString());
        Assert.Equal("// \"quoted\" ü", (await master.GetAsync("/parse/scripts/main.js")).Expect(200).Json.GetString());
        Assert.Equal("2", (await master.GetAsync("/parse/scripts/lib/sums.js")).Expect(200).Json.GetString());
        Assert.Equal("2", (await master.PostAsync("/parse/scripts/lib%2Fsums.js", """{"_method":"GET","version":"1"}""")).Expect(200).Json.GetString());
        (await master.GetAsync("/parse/scripts/public/index.html")).ExpectError(101);
        (await master.GetAsync("/parse/scripts/other.js")).ExpectError(101);
        (await _server.ReadOnlyMaster(app).GetAsync("/parse/scripts/main.js")).ExpectError(119);
        Assert.True((await master.GetAsync("/parse/serverInfo")).Json.GetProperty("features").GetProperty("cloudCode").GetProperty("viewCode").GetBoolean());
    }

    [Theory]
    [InlineData("POST", "/parse/cloud_code/releases")]
    [InlineData("POST", "/parse/cloud_code/releases/1/activate")]
    [InlineData("GET", "/parse/cloud_code/releases/1/bundle")]
    public async Task Others_than_the_master_key_are_refused(string method, string path)
    {
        var app = _server.Guarded;
        var body = method == "POST" ? Archives.Json(("main.js", "1")) : null;
        (await _server.Anonymous(app).SendAsync(new HttpMethod(method), path, body)).Expect(403);
        (await _server.ReadOnlyMaster(app).SendAsync(new HttpMethod(method), path, body)).ExpectError(119);
        (await new RestClient(_server.Http, _server.Address, app with { Id = "unknown" }).SendAsync(new HttpMethod(method), path, body)).ExpectUnauthorized();
        Assert.Null((await fixture.NowAsync(app)).CloudCode);
    }

    [Theory]
    [InlineData("GET", "9")]
    [InlineData("GET", "x")]
    [InlineData("GET", "9/bundle")]
    [InlineData("POST", "9/activate")]
    [InlineData("POST", "-1/activate")]
    [InlineData("POST", "99999999999/activate")]
    public async Task A_release_that_does_not_exist_is_refused(string method, string path) =>
        (await _server.Master(_server.Open).SendAsync(new HttpMethod(method), $"{Path}/{path}", method == "POST" ? "{}" : null)).ExpectError(101);

    private async Task<byte[]> DownloadAsync(App app, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, $"{Path}/{number}/bundle"));
        request.Headers.Add("X-Parse-Application-Id", app.Id);
        request.Headers.Add("X-Parse-Master-Key", app.Keys.Master);
        using var response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal($"{app.Name}-{number}.zip", response.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private string[] FoldersOf(App app)
    {
        var folder = System.IO.Path.Combine(_server.Files, "cloud-code", app.DatabaseSchema);
        return Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
    }
}
