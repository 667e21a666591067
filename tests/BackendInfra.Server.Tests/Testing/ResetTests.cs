using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Testing;

public sealed class ResetTests(TestingServer fixture) : IClassFixture<TestingServer>
{
    private const string Path = "/parse/testing/reset";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_reset_app_is_as_a_new_one()
    {
        var app = await _server.CreateAppAsync("reset", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var untouched = await _server.CreateAppAsync("untouched", new AppOptions());
        var (master, anonymous) = (_server.Master(app), _server.Anonymous(app));
        var before = (await master.GetAsync("/parse/schemas")).Expect(200).Text;
        await _server.Master(untouched).CreateAsync("Kept", """{"a":1}""");

        await master.DefineAsync("Thing", """{"fields":{"name":{"type":"String"},"price":{"type":"Number"},"friends":{"type":"Relation","targetClass":"Thing"},"owner":{"type":"Pointer","targetClass":"_User"}},"indexes":{"byPrice":{"price":1}}}""");
        var thing = await anonymous.CreateAsync("Thing", """{"name":"x","price":1}""");
        await anonymous.PutAsync($"/parse/classes/Thing/{thing}", $$$"""{"friends":{"__op":"AddRelation","objects":[{"__type":"Pointer","className":"Thing","objectId":"{{{thing}}}"}]}}""");
        var user = (await anonymous.PostAsync("/parse/users", """{"username":"ada","password":"secret","nickname":"A","visited":{"__op":"AddRelation","objects":[]}}""")).Expect(201).Json;
        (await master.PutAsync("/parse/schemas/_User", """{"fields":{"age":{"type":"Number"}},"indexes":{"byAge":{"age":1}},"classLevelPermissions":{"find":{}}}""")).Expect(200);
        (await master.PutAsync("/parse/config", """{"params":{"a":1}}""")).Expect(200);
        Assert.Contains("things", await FieldsAsync(master), StringComparison.Ordinal);

        Answer.AreEqual("{}", (await master.PostAsync(Path, "{}")).Expect(200).Text);

        Answer.AreEqual(before, (await master.GetAsync("/parse/schemas")).Text);
        Assert.Empty((await master.GetAsync("/parse/classes/Thing")).Results);
        Assert.Empty((await master.GetAsync("/parse/users")).Results);
        Assert.Empty((await master.GetAsync("/parse/sessions")).Results);
        Answer.AreEqual("""{"params":{},"masterKeyOnly":{}}""", (await master.GetAsync("/parse/config")).Text);
        var formerUser = _server.Anonymous(app);
        formerUser.Headers["X-Parse-Session-Token"] = user.GetProperty("sessionToken").GetString()!;
        (await formerUser.GetAsync("/parse/users/me")).ExpectError(209);
        Assert.DoesNotContain("things", await FieldsAsync(master), StringComparison.Ordinal);
        Assert.Single((await _server.Master(untouched).GetAsync("/parse/classes/Kept")).Results);

        // The same classes may come again, with other fields and without traces of the former ones.
        await master.DefineAsync("Thing", """{"fields":{"name":{"type":"Number"}},"indexes":{"byPrice":{"name":1}}}""");
        await anonymous.CreateAsync("Thing", """{"name":7}""");
        Assert.Equal(["7"], (await anonymous.GetAsync("/parse/classes/Thing")).All("name"));
        (await anonymous.PostAsync("/parse/users", """{"username":"ada","password":"other"}""")).Expect(201);
    }

    [Fact]
    public async Task A_reset_lets_counts_begin_anew()
    {
        var options = new AppOptions { AccountLockout = new() { Threshold = 1 }, LogInLimit = new() { PerName = 2 }, RateLimit = [new() { RequestPath = "/roles", RequestCount = 1, RequestTimeWindow = 86_400_000 }] };
        var app = await _server.CreateAppAsync("counts", options);
        var anonymous = _server.Anonymous(app);
        const string LogIn = """{"username":"nobody","password":"x"}""", Invalid = "Invalid username/password.";
        for (var round = 0; round < 2; round++)
        {
            (await anonymous.GetAsync("/parse/roles")).Expect(200);
            (await anonymous.GetAsync("/parse/roles")).Expect(429);
            (await anonymous.PostAsync("/parse/login", LogIn)).ExpectError(101, Invalid);
            Assert.NotEqual(Invalid, (await anonymous.PostAsync("/parse/login", LogIn)).Expect(404).Json.GetProperty("error").GetString());
            (await anonymous.PostAsync("/parse/login", LogIn)).Expect(429);
            (await _server.Master(app).PostAsync(Path, "{}")).Expect(200);
        }
    }

    [Fact]
    public async Task Resetting_an_empty_app_changes_nothing()
    {
        var app = await _server.CreateAppAsync("reset-twice", new AppOptions());
        var registry = _server.Services.GetRequiredService<ISchemaRegistry>();
        var version = (await registry.GetAsync(app, TestContext.Current.CancellationToken)).Version;
        (await _server.Master(app).PostAsync(Path, "{}")).Expect(200);
        Assert.Equal(version, (await registry.GetAsync(app, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task Requests_during_a_reset_are_answered_and_leave_nothing_behind()
    {
        var app = await _server.CreateAppAsync("reset-busy", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true });
        var (master, anonymous) = (_server.Master(app), _server.Anonymous(app));
        for (var round = 0; round < 5; round++)
        {
            await anonymous.CreateAsync("Busy", """{"n":1}""");
            var writes = Enumerable.Range(0, 8).Select(i => anonymous.PostAsync("/parse/classes/Busy", $$"""{"n":{{i}}}"""));
            var answers = await Task.WhenAll([master.PostAsync(Path, "{}"), .. writes]);
            Assert.All(answers, answer => Assert.True(answer.Status < 500, answer.Text));
        }

        (await master.PostAsync(Path, "{}")).Expect(200);
        Assert.Empty((await master.GetAsync("/parse/classes/Busy")).Results);
    }

    [Fact]
    public async Task Only_the_master_key_resets()
    {
        (await _server.Anonymous(_server.Open).PostAsync(Path, "{}")).Expect(403);
        (await _server.ReadOnlyMaster(_server.Open).PostAsync(Path, "{}")).ExpectError(119);
        var batch = """{"transaction":true,"requests":[{"method":"POST","path":"/parse/testing/reset","body":{}}]}""";
        Assert.Equal(108, (await _server.Master(_server.Open).PostAsync("/parse/batch", batch)).Json[0].GetProperty("error").GetProperty("code").GetInt32());
    }

    private static async Task<string> FieldsAsync(RestClient client) =>
        (await client.PostAsync("/graphql", """{"query":"{ __schema { queryType { fields { name } } } }"}""")).Expect(200).Text;
}
