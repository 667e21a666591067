using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Config;

[Collection(nameof(ServerCollection))]
public sealed class ConfigTests(TestServer server)
{
    private const string Path = "/parse/config";

    [Fact]
    public async Task An_app_without_parameters_has_an_empty_config()
    {
        var app = await server.CreateAppAsync("config-empty", new AppOptions());
        Answer.AreEqual("""{"params":{},"masterKeyOnly":{}}""", (await server.Anonymous(app).GetAsync(Path)).Expect(200).Text);
    }

    [Fact]
    public async Task Parameters_are_merged_and_deleted_one_by_one()
    {
        var app = await server.CreateAppAsync("config-merge", new AppOptions());
        var master = server.Master(app);
        Answer.AreEqual("""{"result":true}""", (await PutAsync(master, """{"a":1,"b":"x","c":null}""")).Text);
        await PutAsync(master, """{"b":{"__op":"Delete"},"unknown":{"__op":"Delete"},"d":[1,{"e":true}]}""");
        Answer.AreEqual("""{"params":{"a":1,"d":[1,{"e":true}]},"masterKeyOnly":{"a":false,"d":false}}""", (await server.Anonymous(app).GetAsync(Path)).Text);
    }

    [Fact]
    public async Task Every_value_type_comes_back()
    {
        var app = await server.CreateAppAsync("config-types", new AppOptions { FileUpload = new() { AllowedFileUrlDomains = ["b"] } });
        const string Values = """
            {"text":"Grüße 😀","number":1.5,"yes":true,"list":[1,"a",null],"map":{"a":{"b":[]}},
             "date":{"__type":"Date","iso":"2024-01-31T12:00:00.123Z"},"bytes":{"__type":"Bytes","base64":"AQID"},
             "point":{"__type":"GeoPoint","latitude":40,"longitude":-30},
             "file":{"__type":"File","name":"a.txt","url":"http://b/a.txt"},
             "pointer":{"__type":"Pointer","className":"_User","objectId":"abc"}}
            """;
        await PutAsync(server.Master(app), Values);
        Answer.AreEqual(Values, (await server.Anonymous(app).GetAsync(Path)).Json.GetProperty("params").GetRawText());
    }

    [Fact]
    public async Task An_own_files_URL_is_computed_on_each_read()
    {
        var app = await server.CreateAppAsync("config-file", new AppOptions());
        await PutAsync(server.Master(app), """{"logo":{"__type":"File","name":"logo.png"}}""");
        var logo = (await server.Anonymous(app).GetAsync(Path)).Json.GetProperty("params").GetProperty("logo");
        Assert.Equal($"{server.Address}parse/files/config-file/logo.png", logo.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Operations_compute_from_the_present_value()
    {
        var app = await server.CreateAppAsync("config-ops", new AppOptions());
        var master = server.Master(app);
        await PutAsync(master, """{"n":20,"list":["US","DK"]}""");
        await PutAsync(master, """{"n":{"__op":"Increment","amount":49},"fresh":{"__op":"Increment","amount":2},"list":{"__op":"AddUnique","objects":["DK","SE","SE"]}}""");
        await PutAsync(master, """{"list":{"__op":"Remove","objects":["US"]},"gone":{"__op":"Remove","objects":[1]}}""");
        await PutAsync(master, """{"list":{"__op":"Add","objects":["DK"]}}""");
        Answer.AreEqual("""{"n":69,"fresh":2,"list":["DK","SE","DK"],"gone":[]}""", (await master.GetAsync(Path)).Json.GetProperty("params").GetRawText());
    }

    [Fact]
    public async Task Parameters_for_the_master_key_are_hidden_from_others()
    {
        var app = await server.CreateAppAsync("config-master", new AppOptions());
        var master = server.Master(app);
        (await master.PutAsync(Path, """{"params":{"open":1,"closed":2},"masterKeyOnly":{"closed":true,"open":false}}""")).Expect(200);
        const string All = """{"params":{"closed":2,"open":1},"masterKeyOnly":{"closed":true,"open":false}}""";
        Answer.AreEqual(All, (await master.GetAsync(Path)).Text);
        Answer.AreEqual(All, (await server.ReadOnlyMaster(app).GetAsync(Path)).Text);
        Answer.AreEqual("""{"params":{"open":1},"masterKeyOnly":{"open":false}}""", (await server.Anonymous(app).GetAsync(Path)).Text);

        // As Parse's SDKs document it: a parameter that is saved without its flag is open.
        await PutAsync(master, """{"closed":3}""");
        Answer.AreEqual("""{"closed":3,"open":1}""", (await server.Anonymous(app).GetAsync(Path)).Json.GetProperty("params").GetRawText());
    }

    [Fact]
    public async Task Changes_of_different_parameters_at_once_all_hold()
    {
        var app = await server.CreateAppAsync("config-race", new AppOptions());
        var master = server.Master(app);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync(master, $$$"""{"p{{{i}}}":{{{i}}},"all":{"__op":"Increment","amount":1},"last":{{{i}}}}""")));
        var parameters = (await master.GetAsync(Path)).Json.GetProperty("params");
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(i, parameters.GetProperty($"p{i}").GetInt32()));
        Assert.Equal(20, parameters.GetProperty("all").GetInt32());
    }

    [Theory]
    [InlineData("""{"params":[]}""", 107)]
    [InlineData("""{"params":{"a":1},"masterKeyOnly":{"a":"yes"}}""", 107)]
    [InlineData("""{"params":{"a":1,"a":2}}""", 107)]
    [InlineData("""{"params":{"a":"x\u0000"}}""", 107)]
    [InlineData("""{"params":{"a":{"__op":"Add","objects":1}}}""", 107)]
    [InlineData("""{"params":{"a b":1}}""", 105)]
    [InlineData("""{"params":{"a.b":1}}""", 105)]
    [InlineData("""{"params":{"__proto__":1}}""", 105)]
    [InlineData("""{"params":{"constructor":1}}""", 105)]
    [InlineData("""{"params":{"x":{"__proto__":1}}}""", 105)]
    [InlineData("""{"params":{"a":{"__op":"AddRelation","objects":[]}}}""", 108)]
    [InlineData("""{"params":{"a":{"__op":"Nonsense"}}}""", 108)]
    [InlineData("""{"params":{"b":2,"text":{"__op":"Increment","amount":1}}}""", 111)]
    [InlineData("""{"params":{"b":2,"text":{"__op":"AddUnique","objects":[1]}}}""", 111)]
    [InlineData("""{"params":{"b":2,"big":{"__op":"Increment","amount":1e308}}}""", 107)]
    [InlineData("""{"params":{"a":{"__type":"File","name":"a.txt","url":"http://elsewhere/a.txt"}}}""", 130)]
    public async Task A_bad_change_is_refused_and_changes_nothing(string body, int code)
    {
        var app = server.Guarded;
        await PutAsync(server.Master(app), """{"text":"x","big":1.7e308}""");
        (await server.Master(app).PutAsync(Path, body)).ExpectError(code);
        var parameters = (await server.Master(app).GetAsync(Path)).Json.GetProperty("params");
        Assert.False(parameters.TryGetProperty("b", out _));
        Assert.Equal("x", parameters.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Too_many_parameters_at_once_are_refused()
    {
        var many = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"p{i}\":1"));
        (await server.Master(server.Guarded).PutAsync(Path, $$$"""{"params":{ {{{many}}} }}""")).ExpectError(155);
    }

    [Fact]
    public async Task Only_the_master_key_changes_the_config()
    {
        const string Body = """{"params":{"mine":1}}""";
        (await server.Anonymous(server.Guarded).PutAsync(Path, Body)).Expect(403);
        (await server.ReadOnlyMaster(server.Guarded).PutAsync(Path, Body)).ExpectError(119);
        Assert.False((await server.Master(server.Guarded).GetAsync(Path)).Json.GetProperty("params").TryGetProperty("mine", out _));
        (await server.Anonymous(server.Guarded).GetAsync("/parse/classes/_GlobalConfig")).ExpectError(119);
    }

    [Fact]
    public async Task GraphQL_reads_and_changes_one_parameter()
    {
        var app = await server.CreateAppAsync("config-graphql", new AppOptions());
        var master = server.Master(app);
        await PutAsync(master, """{"n":20,"map":{"a":1}}""");
        Answer.AreEqual(
            """{"data":{"updateCloudConfig":{"clientMutationId":"m","cloudConfig":{"value":"hello","isMasterKeyOnly":true}}}}""",
            (await AskAsync(master, """mutation { updateCloudConfig(input: {clientMutationId: \"m\", paramName: \"text\", value: \"hello\", isMasterKeyOnly: true}) { clientMutationId cloudConfig { value isMasterKeyOnly } } }""")).Text);
        Answer.AreEqual(
            """{"data":{"text":{"value":"hello","isMasterKeyOnly":true},"n":{"value":"20","isMasterKeyOnly":false},"map":{"value":"{\"a\": 1}","isMasterKeyOnly":false},"none":{"value":null,"isMasterKeyOnly":null}}}""",
            (await AskAsync(master, """{ text: cloudConfig(paramName: \"text\") { value isMasterKeyOnly } n: cloudConfig(paramName: \"n\") { value isMasterKeyOnly } map: cloudConfig(paramName: \"map\") { value isMasterKeyOnly } none: cloudConfig(paramName: \"none\") { value isMasterKeyOnly } }""")).Text);
    }

    [Fact]
    public async Task GraphQL_keeps_the_config_to_the_master_key()
    {
        const string Read = """{ cloudConfig(paramName: \"text\") { value } }""";
        const string Write = """mutation { updateCloudConfig(input: {paramName: \"text\", value: \"hello\"}) { cloudConfig { value } } }""";
        Assert.Equal("119", CodeOf(await AskAsync(server.Anonymous(server.Guarded), Read)));
        Assert.Equal("119", CodeOf(await AskAsync(server.Anonymous(server.Guarded), Write)));
        Assert.Equal("119", CodeOf(await AskAsync(server.ReadOnlyMaster(server.Guarded), Write)));
        Assert.Equal("105", CodeOf(await AskAsync(server.Master(server.Guarded), Write.Replace("text", "a b", StringComparison.Ordinal))));
        Assert.Equal("107", CodeOf(await AskAsync(server.Master(server.Guarded), Write.Replace("hello", @"\\u0000", StringComparison.Ordinal))));
    }

    private static async Task<Answer> PutAsync(RestClient client, string parameters) => (await client.PutAsync(Path, $$"""{"params":{{parameters}}}""")).Expect(200);

    private static Task<Answer> AskAsync(RestClient client, string query) => client.PostAsync("/graphql", $$"""{"query":"{{query}}"}""");

    private static string CodeOf(Answer answer) => answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").ToString();
}
