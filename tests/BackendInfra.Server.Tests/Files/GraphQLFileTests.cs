using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

[Collection(nameof(ServerCollection))]
public sealed class GraphQLFileTests(TestServer server)
{
    private const string CreateFile = "mutation($u: Upload!) { createFile(input: {upload: $u, clientMutationId: \\\"m\\\"}) { clientMutationId fileInfo { name url } } }";

    [Fact]
    public async Task A_file_is_stored_and_its_address_opens_it()
    {
        var answer = await SendAsync(server.Open, Operations(CreateFile, """{"u":null}"""), """{"0":["variables.u"]}""", "hello", "text/plain");
        var payload = answer.Expect(200).Json.GetProperty("data").GetProperty("createFile");
        Assert.Equal("m", payload.GetProperty("clientMutationId").GetString());
        Assert.Matches("^[0-9a-f]{32}_hello\\.txt$", payload.GetProperty("fileInfo").GetProperty("name").GetString());
        Assert.Equal("Hello", await server.Http.GetStringAsync(payload.GetProperty("fileInfo").GetProperty("url").GetString(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rule_21_the_upload_policy_holds_in_GraphQL()
    {
        var answer = await SendAsync(server.Open, Operations(CreateFile, """{"u":null}"""), """{"0":["variables.u"]}""", "hello.txt", "text/plain", isMaster: false);
        Assert.Contains("File upload by public is disabled.", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"code\":130", answer.Text, StringComparison.Ordinal);
        var evil = await SendAsync(server.Open, Operations(CreateFile, """{"u":null}"""), """{"0":["variables.u"]}""", "../x.txt", "text/plain");
        Assert.Contains("\"code\":122", evil.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_field_takes_an_upload_or_a_stored_file_and_has_its_address()
    {
        var app = await server.CreateAppAsync("graphqlfiles", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public });
        await server.Master(app).DefineAsync("Paper", """{"fields":{"text":{"type":"File"}}}""");
        const string create = "mutation($f: CreatePaperFieldsInput) { createPaper(input: {fields: $f}) { paper { text { name url } } } }";
        var uploaded = (await SendAsync(app, Operations(create, """{"f":{"text":{"upload":null}}}"""), """{"0":["variables.f.text.upload"]}""", "a b.txt", "text/plain"))
            .Expect(200).Json.GetProperty("data").GetProperty("createPaper").GetProperty("paper").GetProperty("text");
        var name = uploaded.GetProperty("name").GetString()!;
        Assert.Equal($"{server.Address}parse/files/graphqlfiles/{name.Replace(" ", "%20", StringComparison.Ordinal)}", uploaded.GetProperty("url").GetString());

        var linked = await server.Master(app).PostAsync("/graphql", $$"""{"query":"{{create}}","variables":{"f":{"text":{"file":"{{name}}"} } } }""");
        Assert.Equal(uploaded.GetRawText(), linked.Json.GetProperty("data").GetProperty("createPaper").GetProperty("paper").GetProperty("text").GetRawText());
        var foreign = await server.Master(app).PostAsync("/graphql", $$"""{"query":"{{create}}","variables":{"f":{"text":{"file":{"__type":"File","name":"x","url":"https://evil.example/x"} } } } }""");
        Assert.Contains("\"code\":130", foreign.Text, StringComparison.Ordinal);
        var forged = await server.Master(app).PostAsync("/graphql", $$"""{"query":"{{create}}","variables":{"f":{"text":{"upload":"forged"} } } }""");
        Assert.Contains("Invalid file upload.", forged.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"0":["query"]}""")]
    [InlineData("""{"0":["variables.x.y"]}""")]
    [InlineData("""{"0":["variables.set"]}""")]
    [InlineData("""{"1":["variables.u"]}""")]
    [InlineData("""{"0":"variables.u"}""")]
    [InlineData("""{"0":[7]}""")]
    [InlineData("[]")]
    [InlineData("no json")]
    public async Task A_map_leads_from_files_to_nulls(string map) =>
        (await SendAsync(server.Open, Operations(CreateFile, """{"u":null,"set":1}"""), map, "a.txt", "text/plain")).Expect(400);

    [Fact]
    public async Task Rule_18_multipart_needs_the_preflight_header()
    {
        var answer = await SendAsync(server.Open, Operations(CreateFile, """{"u":null}"""), """{"0":["variables.u"]}""", "a.txt", "text/plain", preflight: false);
        Assert.Contains("GraphQL-Require-Preflight", answer.Expect(400).Text, StringComparison.Ordinal);
    }

    private static string Operations(string query, string variables) => $$"""{"query":"{{query}}","variables":{{variables}} }""";

    private async Task<Answer> SendAsync(App app, string operations, string map, string fileName, string type, bool isMaster = true, bool preflight = true)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(operations), "operations" },
            { new StringContent(map), "map" },
        };
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes("Hello"));
        file.Headers.ContentType = new(type);
        form.Add(file, "0", fileName);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/graphql")) { Content = form };
        request.Headers.Add("X-Parse-Application-Id", app.Id);
        if (isMaster)
            request.Headers.Add("X-Parse-Master-Key", app.Keys.Master);
        if (preflight)
            request.Headers.Add("GraphQL-Require-Preflight", "1");
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
