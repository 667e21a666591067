using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Testing;

public sealed class ReconfigureTests(TestingServer fixture) : IClassFixture<TestingServer>
{
    private const string Path = "/parse/testing/reconfigure";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task Options_hold_when_the_answer_comes()
    {
        var app = await _server.CreateAppAsync("reconfigured", new AppOptions());
        var (master, anonymous) = (_server.Master(app), _server.Anonymous(app));
        for (var limit = 1; limit <= 5; limit++)
        {
            var options = (await master.PostAsync(Path, $$"""{"maxLimit":{{limit}},"allowClientClassCreation":true,"defaultClassLevelPermissions":"public"}""")).Expect(200).Json;
            Assert.Equal(limit, options.GetProperty("maxLimit").GetInt32());
            for (var i = 0; i < 2; i++)
                await anonymous.CreateAsync("Row", "{}");
            Assert.Equal(limit, (await anonymous.GetAsync("/parse/classes/Row")).Results.Count);
        }
    }

    [Fact]
    public async Task Options_that_are_not_named_are_those_before_the_first_change()
    {
        var app = await _server.CreateAppAsync("baseline", new AppOptions { MaxLimit = 7 });
        var master = _server.Master(app);
        Assert.Equal(2, (await master.PostAsync(Path, """{"maxLimit":2,"fileUpload":{"enableForPublic":true}}""")).Json.GetProperty("maxLimit").GetInt32());
        var options = (await master.PostAsync(Path, """{"defaultLimit":5}""")).Expect(200).Json;
        Assert.Equal(7, options.GetProperty("maxLimit").GetInt32());
        Assert.Equal(5, options.GetProperty("defaultLimit").GetInt32());
        Assert.False(options.GetProperty("fileUpload").GetProperty("enableForPublic").GetBoolean());
        Assert.Equal(100, (await master.PostAsync(Path, "{}")).Json.GetProperty("defaultLimit").GetInt32());
    }

    [Fact]
    public async Task A_group_of_options_is_changed_member_by_member()
    {
        var app = await _server.CreateAppAsync("groups", new AppOptions());
        var options = (await _server.Master(app).PostAsync(Path, """{"limits":{"batchRequests":3},"fileUpload":{"enableForPublic":true,"fileExtensions":["txt"]}}""")).Expect(200).Json;
        Assert.Equal(3, options.GetProperty("limits").GetProperty("batchRequests").GetInt32());
        Assert.Equal(20, options.GetProperty("limits").GetProperty("whereDepth").GetInt32());
        Assert.True(options.GetProperty("fileUpload").GetProperty("enableForAuthenticatedUser").GetBoolean());
        Assert.Equal("""["txt"]""", options.GetProperty("fileUpload").GetProperty("fileExtensions").GetRawText());
    }

    [Fact]
    public async Task Names_and_values_as_Parse_Server_writes_them_are_taken()
    {
        var app = await _server.CreateAppAsync("parse-names", new AppOptions());
        const string Body = """{"publicServerURL":"https://a.example/parse","maxUploadSize":"5mb","requestComplexity":{"includeDepth":3,"includeCount":-1,"graphQLDepth":9,"graphQLFields":90,"queryDepth":4,"batchRequestLimit":8}}""";
        var options = (await _server.Master(app).PostAsync(Path, Body)).Expect(200).Json;
        Assert.Equal("https://a.example/parse", options.GetProperty("publicServerUrl").GetString());
        Assert.Equal(5 * 1024 * 1024, options.GetProperty("maxUploadSize").GetInt64());
        var limits = options.GetProperty("limits");
        Assert.Equal(
            (3, int.MaxValue, 9, 90, 4, 8),
            (limits.GetProperty("includeDepth").GetInt32(), limits.GetProperty("includeCount").GetInt32(), limits.GetProperty("graphQLDepth").GetInt32(), limits.GetProperty("graphQLFields").GetInt32(), limits.GetProperty("whereDepth").GetInt32(), limits.GetProperty("batchRequests").GetInt32()));
    }

    [Theory]
    [InlineData("""{"maxLimits":2}""", "There is no option maxLimits. See them all with: app options NAME")]
    [InlineData("""{"limits":{"ghost":2}}""", "There is no option limits.ghost. See them all with: app options NAME")]
    [InlineData("""{"requestComplexity":{"ghost":2}}""", "There is no option requestComplexity.ghost. See them all with: app options NAME")]
    [InlineData("""{"masterKey":"x"}""", "There is no option masterKey. See them all with: app options NAME")]
    [InlineData("""{"maxLimit":"two"}""", "The option maxLimit cannot have that value.")]
    [InlineData("""{"maxLimit":0}""", "The option maxLimit must be positive.")]
    [InlineData("""{"limits":{"includeDepth":-1}}""", "The option limits.includeDepth must be positive.")]
    [InlineData("""{"maxUploadSize":"many mb"}""", "The option maxUploadSize must be a number of bytes, or a size such as 20mb.")]
    [InlineData("""{"masterKeyIps":["here"]}""", "The option masterKeyIps cannot hold here: it is no address and no network.")]
    public async Task What_is_no_option_is_refused_by_name_and_changes_nothing(string body, string message)
    {
        var master = _server.Master(_server.Guarded);
        (await master.PostAsync(Path, body)).ExpectError(107, message);
    }

    [Fact]
    public async Task Only_the_master_key_reconfigures()
    {
        (await _server.Anonymous(_server.Guarded).PostAsync(Path, "{}")).Expect(403);
        (await _server.ReadOnlyMaster(_server.Guarded).PostAsync(Path, "{}")).ExpectError(119);
    }
}
