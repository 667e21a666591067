using System.Net;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Schema;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Operations;

public sealed class PersistedDocumentScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>
{
    private const string Count = "query Count($name: String) { products(where: {name: {equalTo: $name}}) { count } }";
    private const string CountData = """{"data":{"products":{"count":0}}}""";

    [Fact]
    public async Task A_document_that_was_sent_once_with_its_hash_is_run_by_its_hash()
    {
        var text = Own(Count);
        var hash = DocumentIds.HashOf(text);

        var (unknown, _) = await PostAsync(server.App, new { extensions = Extensions(hash) });
        var (first, _) = await PostAsync(server.App, new { query = text, extensions = Extensions(hash) });
        var (second, _) = await PostAsync(server.App, new { extensions = Extensions(hash), variables = new { name = "nobody" } });
        using var byGet = await server.SendAsync(HttpMethod.Get, $"{server.Endpoint}?extensions={Uri.EscapeDataString(JsonSerializer.Serialize(Extensions(hash)))}");

        Assert.Equal("""{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}""", unknown);
        Assert.Equal(CountData, first);
        Assert.Equal(CountData, second);
        Assert.Equal(CountData, await byGet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_hash_of_another_document_is_refused_and_nothing_is_kept()
    {
        var hash = DocumentIds.HashOf("another");

        var (_, status) = await PostAsync(server.App, new { query = Count, extensions = Extensions(hash) });
        var (after, _) = await PostAsync(server.App, new { extensions = Extensions(hash) });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("PERSISTED_QUERY_NOT_FOUND", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_not_valid_is_not_kept()
    {
        const string text = "{ nothing }";

        await PostAsync(server.App, new { query = text, extensions = Extensions(DocumentIds.HashOf(text)) });
        var (after, _) = await PostAsync(server.App, new { extensions = Extensions(DocumentIds.HashOf(text)) });

        Assert.Contains("PERSISTED_QUERY_NOT_FOUND", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_and_an_app_that_keeps_none_are_not_supported()
    {
        var app = await AppAsync("keepsnone", new AppOptions { GraphQLAutomaticPersistedQueries = false });

        var (version, _) = await PostAsync(server.App, new { extensions = new { persistedQuery = new { version = 2, sha256Hash = "x" } } });
        var (off, _) = await PostAsync(app, new { extensions = Extensions(DocumentIds.HashOf("x")) });

        Assert.Contains("PERSISTED_QUERY_NOT_SUPPORTED", version, StringComparison.Ordinal);
        Assert.Contains("PERSISTED_QUERY_NOT_SUPPORTED", off, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"extensions":{"persistedQuery":{}}}""")]
    [InlineData("""{"extensions":{"persistedQuery":1}}""")]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":1}}}""")]
    [InlineData("""{"documentId":1}""")]
    [InlineData("""{"documentId":"a","query":"{ health }"}""")]
    [InlineData("""{"documentId":"a","extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}""")]
    public async Task Malformed_names_of_documents_are_400(string body)
    {
        using var response = await server.SendAsync(HttpMethod.Post, server.Endpoint, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_trusted_document_is_run_by_its_id_its_hash_and_the_names_that_clients_have_for_them()
    {
        var app = await AppAsync("trusting", new AppOptions());
        Assert.Equal("""{"count":2}""", await RegisterAsync(app, new Dictionary<string, string> { ["count"] = Count, ["drop"] = "mutation { deleteProduct(input: {id: \"none\"}) { clientMutationId } }" }));
        var hash = DocumentIds.HashOf(Count);

        foreach (var body in (object[])[new { documentId = "count" }, new { documentId = $"sha256:{hash}" }, new { id = "count" }, new { doc_id = "count" }, new { extensions = Extensions(hash) }])
            Assert.Equal(CountData, (await PostAsync(app, body)).Text);
        using var byGet = await server.SendAsync(HttpMethod.Get, $"{Endpoint(app)}?documentId=count&variables=%7B%22name%22%3A%22x%22%7D");
        using var mutation = await server.SendAsync(HttpMethod.Get, $"{Endpoint(app)}?documentId=drop");
        var (unknown, _) = await PostAsync(app, new { documentId = "nothing" });

        Assert.Equal(CountData, await byGet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, mutation.StatusCode);
        Assert.Equal("""{"errors":[{"message":"There is no persisted document nothing.","extensions":{"code":"PERSISTED_DOCUMENT_NOT_FOUND"}}]}""", unknown);
    }

    [Fact]
    public async Task An_app_may_run_nothing_but_trusted_documents_for_callers_without_the_master_key()
    {
        var app = await AppAsync("closed", new AppOptions { GraphQLTrustedDocumentsOnly = true });
        const string other = "{ products { count } }";

        var (refused, status) = await PostAsync(app, new { query = Count });
        var (automatic, _) = await PostAsync(app, new { query = other, extensions = Extensions(DocumentIds.HashOf(other)) });
        await PostAsync(app, new { query = other, extensions = Extensions(DocumentIds.HashOf(other)) }, master: true);
        var (byHash, _) = await PostAsync(app, new { extensions = Extensions(DocumentIds.HashOf(other)) });
        await RegisterAsync(app, new Dictionary<string, string> { ["count"] = Count });

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("trusted list", refused, StringComparison.Ordinal);
        Assert.Contains("trusted list", automatic, StringComparison.Ordinal);
        Assert.Contains("PERSISTED_QUERY_NOT_FOUND", byHash, StringComparison.Ordinal);
        Assert.Equal(CountData, (await PostAsync(app, new { query = other }, master: true)).Text);
        Assert.Equal(CountData, (await PostAsync(app, new { query = Count })).Text);
        Assert.Equal(CountData, (await PostAsync(app, new { documentId = "count" })).Text);
    }

    [Fact]
    public async Task Documents_are_listed_shown_replaced_and_deleted_with_the_master_key()
    {
        var app = await AppAsync("listing", new AppOptions());
        const string apollo = """{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"op1","name":"A","type":"query","body":"query A { health }"}]}""";
        await RegisterAsync(app, new Dictionary<string, string> { ["a"] = Count, ["b"] = "{ health }" });

        using var list = await RestAsync(app, HttpMethod.Get, "");
        using var page = await RestAsync(app, HttpMethod.Get, "?after=a");
        using var one = await RestAsync(app, HttpMethod.Get, "/b");
        Assert.Equal(["a", "b"], (await GraphQLServer.JsonAsync(list)).GetProperty("results").EnumerateArray().Select(document => document.GetProperty("id").GetString()));
        Assert.Equal(1, (await GraphQLServer.JsonAsync(page)).GetProperty("results").GetArrayLength());
        Assert.Equal("{ health }", (await GraphQLServer.JsonAsync(one)).GetProperty("document").GetString());

        using var replaced = await RestAsync(app, HttpMethod.Put, "", apollo);
        Assert.Equal("""{"data":{"health":true}}""", (await PostAsync(app, new { documentId = "op1" })).Text);
        Assert.Contains("NOT_FOUND", (await PostAsync(app, new { documentId = "a" })).Text, StringComparison.Ordinal);
        using var deleted = await RestAsync(app, HttpMethod.Delete, "/op1");
        using var again = await RestAsync(app, HttpMethod.Delete, "/op1");
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Contains("NOT_FOUND", (await PostAsync(app, new { documentId = "op1" })).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"{ nothing }"}""", "102", "The document a is not valid, and no document was registered.")]
    [InlineData("""{"a":"{"}""", "102", "Syntax Error")]
    [InlineData("""{"a":"fragment F on Query { health }"}""", "102", "The document has no operation.")]
    [InlineData("""{"a b":"{ health }"}""", "105", "cannot be the id of a document")]
    [InlineData("""{"md5:0":"{ health }"}""", "105", "cannot be the id of a document")]
    [InlineData("""{"sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e":"{ health }"}""", "105", "is not the hash of its document")]
    [InlineData("""{"a":1}""", "107", "must be a string")]
    [InlineData("{}", "107", "has no documents")]
    [InlineData("""{"operations":[{"id":"a"}]}""", "107", "must be a string")]
    [InlineData("[]", "107", "must be a JSON object")]
    public async Task A_list_is_registered_whole_or_not_at_all(string body, string code, string message)
    {
        using var response = await RestAsync(server.App, HttpMethod.Post, "", body);
        var json = await GraphQLServer.JsonAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, json.GetProperty("code").ToString());
        Assert.Contains(message, json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_too_long_or_has_the_example_hash_of_the_draft_is_told_apart()
    {
        using var tooLong = await RestAsync(server.App, HttpMethod.Post, "", JsonSerializer.Serialize(new { a = $"{{ health {new string(' ', 64 * 1024)} }}" }));

        Assert.Equal(116, (await GraphQLServer.JsonAsync(tooLong)).GetProperty("code").GetInt32());
        Assert.Equal("71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b", DocumentIds.HashOf("query($id:ID!){user(id:$id){name}}"));
    }

    [Fact]
    public async Task A_document_that_the_classes_have_outgrown_is_told_of_clearly()
    {
        var app = await AppAsync("outgrown", new AppOptions());
        await RegisterAsync(app, new Dictionary<string, string> { ["descriptions"] = "{ products { edges { node { description } } } }" });
        Assert.Equal("""{"data":{"products":{"edges":[]}}}""", (await PostAsync(app, new { documentId = "descriptions" })).Text);

        await server.Registry.ChangeAsync(app, snapshot => SchemaEditor.Update(snapshot, new ClassEdit("Product") { DeleteFields = ["description"] }, app.Options), CancellationToken.None);
        var (text, _) = await PostAsync(app, new { documentId = "descriptions" });

        Assert.Contains("The persisted document descriptions does not fit the app's classes any more.", text, StringComparison.Ordinal);
        Assert.Contains("PERSISTED_DOCUMENT_INVALID", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_hold_for_trusted_documents_too()
    {
        var app = await AppAsync("limited", new AppOptions { Limits = new() { GraphQLDepth = 2 } });
        await RegisterAsync(app, new Dictionary<string, string> { ["deep"] = "{ products { edges { node { name } } } }" });

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(app, new { documentId = "deep" })).Status);
    }

    private static string Own(string text) => $"# {Guid.NewGuid()}\n{text}";

    private static object Extensions(string hash) => new { persistedQuery = new { version = 1, sha256Hash = hash } };

    private async Task<App> AppAsync(string name, AppOptions options)
    {
        var app = await server.CreateAppAsync(name, options with { DefaultClassLevelPermissions = DefaultPermissions.Public });
        await server.Registry.ChangeAsync(app, TestClasses.Shop, CancellationToken.None);
        return app;
    }

    private string Endpoint(App app) => $"{server.Address}/apps/{app.Id}/graphql";

    private async Task<(string Text, HttpStatusCode Status)> PostAsync(App app, object body, bool master = false)
    {
        (string, string)[] headers = master ? [("X-Parse-Master-Key", app.Keys.Master)] : [];
        using var response = await server.SendAsync(HttpMethod.Post, Endpoint(app), JsonSerializer.Serialize(body), headers: headers);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.StatusCode);
    }

    private Task<HttpResponseMessage> RestAsync(App app, HttpMethod method, string path, string? body = null) => server.SendAsync(
        method, $"{server.Address}/apps/{app.Id}/parse/graphql-documents{path}", body, headers: ("X-Parse-Master-Key", app.Keys.Master));

    private async Task<string> RegisterAsync(App app, Dictionary<string, string> documents)
    {
        using var response = await RestAsync(app, HttpMethod.Post, "", JsonSerializer.Serialize(documents));
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
