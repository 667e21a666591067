using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Import;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>A whole Parse app, exported from MongoDB as its server stored it (the folder <c>MovedApp</c>), moves here.</summary>
[Collection(nameof(ServerCollection))]
public sealed class MovedAppScenarios(TestServer server)
{
    private static readonly string Folder = Repository.PathOf("tests", "BackendInfra.Server.Tests", "Import", "MovedApp");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Importer Importer => server.Services.GetRequiredService<Importer>();

    [Fact]
    public async Task Its_users_sign_in_with_their_passwords()
    {
        var app = await MoveAsync("moved-users");
        var anonymous = server.Anonymous(app);
        foreach (var (name, password) in new[] { ("ada", "old-secret"), ("bob", "other-secret") })
        {
            (await anonymous.PostAsync("/parse/login", $$"""{"username":"{{name}}","password":"wrong"}""")).ExpectError(101);
            var user = (await anonymous.PostAsync("/parse/login", $$"""{"username":"{{name}}","password":"{{password}}"}""")).Expect(200);
            Assert.StartsWith("r:", user.Json.GetProperty("sessionToken").GetString(), StringComparison.Ordinal);
        }

        // By now the hash is one of ours; the password is the same.
        (await anonymous.PostAsync("/parse/login", """{"username":"ada","password":"old-secret"}""")).Expect(200);
        (await anonymous.PostAsync("/parse/users", """{"username":"ADA","password":"x"}""")).ExpectError(202);
    }

    [Fact]
    public async Task Nothing_secret_of_a_user_comes_along()
    {
        var app = await MoveAsync("moved-secrets");
        var users = (await server.Master(app).GetAsync("/parse/users", ("order", "username"))).Expect(200);
        foreach (var secret in new[] { "$2b$", "$2a$", "mailed-token", "reset-token", "_hashed_password", "_perishable", "_failed" })
            Assert.DoesNotContain(secret, users.Text, StringComparison.Ordinal);
        var ada = users.Results[0];
        Assert.Equal("2020-01-02T03:04:05.678Z", ada.GetProperty("createdAt").GetString());
        Assert.Equal("Ada", ada.GetProperty("nick").GetString());
        Assert.True(ada.GetProperty("emailVerified").GetBoolean());

        // Parse Server protects addresses by its options, not in the class; here they stay protected.
        Assert.DoesNotContain("ada@moved.example", (await server.Anonymous(app).GetAsync("/parse/users")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_roles_permissions_and_ACLs_hold()
    {
        var app = await MoveAsync("moved-roles");
        var anonymous = server.Anonymous(app);
        var (ada, bob) = (await AsAsync(app, "ada", "old-secret"), await AsAsync(app, "bob", "other-secret"));
        // Who he is at GitHub lives on; the token that Parse Server kept beside it does not.
        Answer.AreEqual("""{"github":{"id":"4711"}}""", (await bob.GetAsync("/parse/users/me")).Expect(200).Json.GetProperty("authData").GetRawText());

        // Ada is an admin, and admins are editors.
        (await ada.PutAsync("/parse/classes/Product/product001", """{"price":81}""")).Expect(200);
        (await bob.PutAsync("/parse/classes/Product/product001", """{"price":82}""")).Expect(200);
        (await anonymous.PutAsync("/parse/classes/Product/product001", """{"price":83}""")).ExpectError(119);
        (await bob.DeleteAsync("/parse/classes/Product/product001")).ExpectError(119);
        Assert.Equal(["lower", "upper"], (await bob.GetAsync("/parse/classes/Shelf")).All("title"));
        Assert.Equal(["upper"], (await anonymous.GetAsync("/parse/classes/Shelf")).All("title"));
    }

    [Fact]
    public async Task Values_have_the_types_of_their_class()
    {
        var app = await MoveAsync("moved-values");
        var lamp = (await server.Master(app).GetAsync("/parse/classes/Product/product001")).Expect(200).Json;
        Answer.AreEqual("""{"__type":"GeoPoint","latitude":41.9,"longitude":12.5}""", lamp.GetProperty("place").GetRawText());
        Answer.AreEqual("""{"__type":"Polygon","coordinates":[[0,0],[0,10],[20,10],[0,0]]}""", lamp.GetProperty("area").GetRawText());
        Answer.AreEqual("""{"__type":"Bytes","base64":"AAEC/w=="}""", lamp.GetProperty("raw").GetRawText());
        Answer.AreEqual("""{"__type":"Date","iso":"2019-05-06T07:08:09.010Z"}""", lamp.GetProperty("since").GetRawText());
        Answer.AreEqual("""{"rome":1.5,"checked":{"__type":"Date","iso":"2019-05-06T07:08:09.010Z"}}""", lamp.GetProperty("stock").GetRawText());
        Answer.AreEqual("""["a",5,{"__type":"Date","iso":"2019-05-06T07:08:09.010Z"},{"__type":"Pointer","className":"Shelf","objectId":"shelf00001"}]""", lamp.GetProperty("tags").GetRawText());
        Answer.AreEqual("""{"__type":"Pointer","className":"_User","objectId":"user000ada"}""", lamp.GetProperty("owner").GetRawText());
        Assert.Equal("0123456789abcdef0123456789abcdef_lamp.png", lamp.GetProperty("photo").GetProperty("name").GetString());
        Assert.Equal(80, lamp.GetProperty("price").GetDouble());

        var shelves = await server.Master(app).GetAsync("/parse/classes/Shelf", ("where", """{"$relatedTo":{"object":{"__type":"Pointer","className":"Product","objectId":"product001"},"key":"shelves"}}"""));
        Assert.Equal(["lower", "upper"], shelves.All("title"));
    }

    [Fact]
    public async Task Definitions_bring_options_permissions_and_indexes()
    {
        var app = await MoveAsync("moved-schema");
        var schema = (await server.Master(app).GetAsync("/parse/schemas/Product")).Expect(200).Json;
        Assert.True(schema.GetProperty("fields").GetProperty("name").GetProperty("required").GetBoolean());
        Assert.Equal(1, schema.GetProperty("fields").GetProperty("price").GetProperty("defaultValue").GetDouble());
        Answer.AreEqual("""{"_id_":{"_id":1},"price_1":{"price":1},"_p_owner_1":{"owner":1},"name_text":{"name":"text"}}""", schema.GetProperty("indexes").GetRawText());
        Answer.AreEqual("""{"role:Editors":true}""", schema.GetProperty("classLevelPermissions").GetProperty("create").GetRawText());
        Answer.AreEqual("{}", schema.GetProperty("classLevelPermissions").GetProperty("count").GetRawText());
        Answer.AreEqual("""{"*":["stock"]}""", schema.GetProperty("classLevelPermissions").GetProperty("protectedFields").GetRawText());

        // Without stored permissions a class is public in Parse, and stays so.
        (await server.Anonymous(app).PostAsync("/parse/classes/Shelf", """{"title":"new"}""")).Expect(201);
    }

    [Fact]
    public async Task Moving_it_again_changes_nothing()
    {
        var app = await MoveAsync("moved-again");
        var registry = server.Services.GetRequiredService<ISchemaRegistry>();
        var version = (await registry.GetAsync(app, Cancellation)).Version;
        var before = (await server.Master(app).GetAsync("/parse/classes/Product")).Text + (await server.Master(app).GetAsync("/parse/users")).Text;
        await ImportAsync(app, new ImportOptions(SkipOrphans: true));
        Assert.Equal(version, (await registry.GetAsync(app, Cancellation)).Version);
        Assert.Equal(before, (await server.Master(app).GetAsync("/parse/classes/Product")).Text + (await server.Master(app).GetAsync("/parse/users")).Text);
    }

    [Fact]
    public async Task What_is_left_out_is_said()
    {
        var app = await CreateAsync("moved-notes");
        using var export = AppExport.Open([Folder], new ImportOptions());
        Assert.Equal(["_SCHEMA.json", "Product.json", "Shelf.json", "_Installation.json", "_Role.json", "_User.json"], export.Sources.Take(6).Select(source => source.Name));
        Assert.Equal(3, export.LeftOut.Count);
        Assert.Contains(export.LeftOut, line => line == "_Session.json: left out: sessions need --with-sessions");
        Assert.Contains(export.LeftOut, line => line.StartsWith("_JobStatus.json: left out: ", StringComparison.Ordinal));
        Assert.Contains(export.LeftOut, line => line.StartsWith("read me.json: left out: ", StringComparison.Ordinal));

        var results = await ImportAsync(app, new ImportOptions(SkipOrphans: true));
        Assert.Contains("left out: _JobStatus belongs to the other server", results[0].Notes);
        Assert.Contains("left out: index place_2dsphere of Product is of a kind that there is not here", results[0].Notes);
        Assert.Contains(results[0].Notes, note => note.StartsWith("left out: index stock.rome_1 of Product: ", StringComparison.Ordinal));
        Assert.Equal(["left out: 1 members whose owner does not exist"], Assert.Single(results, result => result.Target.Relation == "shelves").Notes);
    }

    [Fact]
    public async Task Members_without_an_owner_are_refused_by_their_row()
    {
        var app = await CreateAsync("moved-orphans");
        var refusal = await Assert.ThrowsAsync<ParseException>(() => ImportAsync(app, new ImportOptions()));
        Assert.StartsWith("_Join\uA789shelves\uA789Product.json, row 3: Product has no object with the owningId deleted001.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_come_along_when_they_are_asked_for()
    {
        var app = await CreateAsync("moved-sessions");
        await ImportAsync(app, new ImportOptions(SkipOrphans: true, WithSessions: true));
        var ada = server.Anonymous(app);
        ada.Headers["X-Parse-Session-Token"] = "r:0123456789abcdef0123456789abcdef";
        Assert.Equal("ada", (await ada.GetAsync("/parse/users/me")).Expect(200).Json.GetProperty("username").GetString());
        Assert.Equal("device-1", (await ada.GetAsync("/parse/sessions/me")).Expect(200).Json.GetProperty("installationId").GetString());
        Assert.DoesNotContain("0123456789abcdef", (await server.Master(app).GetAsync("/parse/sessions")).Text, StringComparison.Ordinal);

        var other = await CreateAsync("moved-nosessions");
        var refusal = await Assert.ThrowsAsync<ParseException>(() => Importer.ImportAsync(
            other, Principal.Master, ImportSource.FromFile(Path.Combine(Folder, "_Session.json")), new ImportOptions(), null, Cancellation));
        Assert.Equal(ErrorCode.InvalidClassName, refusal.Code);
    }

    [Fact]
    public async Task A_dry_run_says_all_and_changes_nothing()
    {
        var app = await CreateAsync("moved-dry");
        var results = new List<ImportResult>();
        await Importer.TryAsync(
            app,
            async transaction =>
            {
                using var export = AppExport.Open([Folder], new ImportOptions());
                foreach (var source in export.Sources)
                    results.Add(await Importer.ImportAsync(transaction, app, source, new ImportOptions(SkipOrphans: true), null, Cancellation));
            },
            Cancellation);
        Assert.Equal(9, results.Count);
        Assert.Equal(2, Assert.Single(results, result => result.Target == new ImportTarget("Product")).Rows);
        Assert.Null((await server.Services.GetRequiredService<ISchemaRegistry>().GetAsync(app, Cancellation)).Find("Product"));
        Assert.Empty((await server.Master(app).GetAsync("/parse/users")).Expect(200).Results);
    }

    [Fact]
    public async Task A_password_in_clear_text_is_refused()
    {
        var app = await CreateAsync("moved-clear");
        var refusal = await Assert.ThrowsAsync<ParseException>(() => Importer.ImportAsync(
            app, Principal.Master, ImportBench.Source("_User.json", """{"objectId":"u","username":"u","password":"clear"}"""), new ImportOptions(), null, Cancellation));
        Assert.StartsWith("_User.json, row 1: password: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_whose_export_has_no_hash_keeps_his_password()
    {
        var app = await MoveAsync("moved-keeps");
        await Importer.ImportAsync(app, Principal.Master, ImportBench.Source("_User.json", """{"objectId":"user000ada","username":"ada","ACL":{"user000ada":{"read":true,"write":true}}}"""), new ImportOptions(), null, Cancellation);
        (await server.Anonymous(app).PostAsync("/parse/login", """{"username":"ada","password":"old-secret"}""")).Expect(200);
    }

    private async Task<RestClient> AsAsync(App app, string username, string password)
    {
        var client = server.Anonymous(app);
        client.Headers["X-Parse-Session-Token"] = (await client.PostAsync("/parse/login", $$"""{"username":"{{username}}","password":"{{password}}"}""")).Expect(200).Json.GetProperty("sessionToken").GetString()!;
        return client;
    }

    private Task<App> CreateAsync(string name) => server.CreateAppAsync(name, new AppOptions());

    private async Task<App> MoveAsync(string name)
    {
        var app = await CreateAsync(name);
        await ImportAsync(app, new ImportOptions(SkipOrphans: true));
        return app;
    }

    private async Task<List<ImportResult>> ImportAsync(App app, ImportOptions options)
    {
        using var export = AppExport.Open([Folder], options);
        var results = new List<ImportResult>();
        foreach (var source in export.Sources)
            results.Add(await Importer.ImportAsync(app, Principal.Master, source, options, null, Cancellation));
        return results;
    }
}
