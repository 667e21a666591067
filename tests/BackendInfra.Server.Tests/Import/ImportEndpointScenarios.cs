using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Cli;
using BackendInfra.Server.Import;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>Files sent to a server.</summary>
[Collection(nameof(ServerCollection))]
public sealed class ImportEndpointScenarios(TestServer server)
{
    private const string Rows = """{"results":[{"objectId":"a","n":1},{"objectId":"b","n":2}]}""";

    [Fact]
    public async Task The_master_key_imports()
    {
        var app = await server.CreateAppAsync("import1", new AppOptions());
        var answer = (await server.Master(app).PostAsync("/parse/import/Thing.json", Rows)).Expect(200);
        Answer.AreEqual("""{"fileName":"Thing.json","rows":2,"createdClass":true,"addedFields":["n"],"notes":[]}""", answer.Text);
        Assert.Equal(["a", "b"], (await server.Master(app).GetAsync("/parse/classes/Thing")).All("objectId"));

        answer = await server.Master(app).PostAsync($"/apps/{app.Id}/parse/import/Thing", Rows);
        Answer.AreEqual("""{"fileName":"Thing.json","rows":2,"createdClass":false,"addedFields":[],"notes":[]}""", answer.Text);
    }

    [Fact]
    public async Task Nobody_else_does()
    {
        var app = await server.CreateAppAsync("import2", new AppOptions { AllowClientClassCreation = true, DefaultClassLevelPermissions = DefaultPermissions.Public });
        Assert.Equal(403, (await server.Anonymous(app).PostAsync("/parse/import/Thing.json", Rows)).Status);
        (await server.ReadOnlyMaster(app).PostAsync("/parse/import/Thing.json", Rows)).ExpectError(119);
        Assert.Equal(403, (await new RestClient(server.Http, server.Address, app) { Headers = { ["X-Parse-Application-Id"] = "nobody" } }.PostAsync("/parse/import/Thing.json", Rows)).Status);
    }

    [Fact]
    public async Task A_refusal_names_file_and_row()
    {
        var app = await server.CreateAppAsync("import3", new AppOptions());
        var master = server.Master(app);
        (await master.PostAsync("/parse/import/Thing.json", """[{"objectId":"a","n":1},{"objectId":"b","n":"2"}]"""))
            .ExpectError(111, "Thing.json, row 2: schema mismatch for Thing.n; expected Number but got String");
        (await master.PostAsync("/parse/import/Thing.json?strict=true", Rows)).ExpectError(103, "Thing.json: The app has no class Thing, and --strict adds none.");
        (await master.PostAsync("/parse/import/_Join:x:Thing", """[{"owningId":"a","relatedId":"b"}]""")).ExpectError(103);
        (await master.PostAsync("/parse/import/..%2F..%2Fetc", Rows)).ExpectError(103);
        (await master.PostAsync("/parse/import/Thing.json", "")).ExpectError(107, "Thing.json: The file is empty.");
    }

    [Fact]
    public async Task A_file_may_be_larger_than_a_request()
    {
        var app = await server.CreateAppAsync("import4", new AppOptions());
        var text = new StringBuilder();
        for (var i = 0; i < 30; i++)
            text.Append("{\"objectId\":\"o").Append(i).Append("\",\"text\":\"").Append('x', 1_000_000).Append("\"}\n");
        Assert.Equal(30, (await server.Master(app).PostAsync("/parse/import/Thing.json", text.ToString())).Expect(200).Json.GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task A_body_is_on_disk_only_while_it_is_imported()
    {
        ImportSource source;
        await using (var file = await SpooledFile.CreateAsync(new MemoryStream("[]"u8.ToArray()), TestContext.Current.CancellationToken))
        {
            source = file.AsSource("Thing.json");
            await using var content = source.Open();
            Assert.Equal(("Thing.json", 2, 2), (source.Name, source.Length, content.Length));
        }

        Assert.Throws<FileNotFoundException>(source.Open);
    }

    [Fact]
    public async Task The_command_line_sends_files_to_it()
    {
        var app = await server.CreateAppAsync("import5", new AppOptions());
        using var remote = new RemoteServer(server.Address, app.Id, app.Keys.Master);
        var cancellationToken = TestContext.Current.CancellationToken;
        foreach (var file in SampleShop.Files().OrderBy(file => file.Name.StartsWith('_')))
            await RemoteImporter.ImportAsync(remote, file, new ImportOptions(), new MemoryProbe(), cancellationToken);
        Assert.Equal(14, (await server.Master(app).GetAsync("/parse/classes/Product")).Expect(200).Results.Count);

        var refusal = await Assert.ThrowsAsync<CommandException>(() => RemoteImporter.ImportAsync(remote, ImportBench.Source("Product.json", "[5]"), new ImportOptions(), new MemoryProbe(), cancellationToken));
        Assert.Equal("Product.json, row 1: A row must be an object, but it is a Number.", refusal.Message);

        using var stranger = new RemoteServer(new Uri(server.Address, "/parse"), app.Id, "guess");
        refusal = await Assert.ThrowsAsync<CommandException>(() => RemoteImporter.ImportAsync(stranger, ImportBench.Source("Product.json", "[]"), new ImportOptions(), new MemoryProbe(), cancellationToken));
        Assert.Equal("The server answered 403: unauthorized: master key is required. Check --app and the master key.", refusal.Message);
    }
}
