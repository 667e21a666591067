using System.Net;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

[Collection(nameof(ServerCollection))]
public sealed class DownloadTests(TestServer server)
{
    private FileClient Client => new(server, server.Open, server.Open.Keys.Master);

    [Fact]
    public async Task Rule_21_a_file_cannot_act_as_a_page_of_this_server()
    {
        var name = await Client.StoreAsync("page.html", "<script>alert(1)</script>");
        using var response = await Client.GetAsync(name);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("attachment; filename=\"page.html\"", response.Content.Headers.ContentDisposition!.ToString());
    }

    [Theory]
    [InlineData("a.png", "inline", "image/png")]
    [InlineData("a.svg", "attachment", "image/svg+xml")]
    [InlineData("a.mp4", "inline", "video/mp4")]
    [InlineData("a.pdf", "inline", "application/pdf")]
    [InlineData("a.json", "attachment", "application/json")]
    [InlineData("a.unknown", "attachment", "application/octet-stream")]
    public async Task The_type_is_that_of_the_extension(string file, string disposition, string type)
    {
        using var response = await Client.GetAsync(await Client.StoreAsync(file, "x"));
        Assert.Equal(disposition, response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=4-", 206, "456789", "bytes 4-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-99", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-9", 206, "9", "bytes 9-9/10")]
    [InlineData("bytes=5-999999999999", 206, "56789", "bytes 5-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=-0", 416, "", "bytes */10")]
    [InlineData("bytes=0-1,3-4", 200, "0123456789", null)]
    [InlineData("bytes=5-2", 200, "0123456789", null)]
    [InlineData("bytes=x", 200, "0123456789", null)]
    [InlineData("lines=0-1", 200, "0123456789", null)]
    [InlineData("bytes=99999999999999999999-", 200, "0123456789", null)]
    public async Task A_range_gets_its_bytes(string range, int status, string content, string? contentRange)
    {
        using var response = await Client.GetAsync(await Client.StoreAsync("digits.txt", "0123456789"), ("Range", range));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(content, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(contentRange, response.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task A_client_that_has_the_file_gets_304_and_an_outdated_range_the_whole()
    {
        var name = await Client.StoreAsync("known.txt", "0123456789");
        using var first = await Client.GetAsync(name);
        var tag = first.Headers.ETag!.ToString();
        using var second = await Client.GetAsync(name, ("If-None-Match", tag));
        Assert.Equal(304, (int)second.StatusCode);
        using var part = await Client.GetAsync(name, ("Range", "bytes=1-2"), ("If-Range", tag));
        Assert.Equal(206, (int)part.StatusCode);
        using var outdated = await Client.GetAsync(name, ("Range", "bytes=1-2"), ("If-Range", "\"other\""));
        Assert.Equal(200, (int)outdated.StatusCode);
    }

    [Theory]
    [InlineData("nothing.txt")]
    [InlineData("..%2f..%2fpassword")]
    [InlineData("%2e%2e")]
    [InlineData("..")]
    [InlineData("a%5cb")]
    public async Task What_is_not_there_is_404(string name)
    {
        using var response = await Client.GetAsync(name);
        Assert.Equal(404, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_missing_file_is_told_in_words()
    {
        using var response = await Client.GetAsync("nothing.txt");
        Assert.Equal("File not found.", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_belongs_to_its_app()
    {
        var name = await Client.StoreAsync("mine.txt", "x");
        using var response = await server.Http.GetAsync(new Uri(server.Address, $"/parse/files/guarded/{name}"), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)response.StatusCode);
        using var mounted = await server.Http.GetAsync(new Uri(server.Address, $"/apps/open/parse/files/open/{name}"), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)mounted.StatusCode);
    }

    [Fact]
    public async Task HEAD_tells_the_size()
    {
        var name = await Client.StoreAsync("size.txt", "0123456789");
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(server.Address, $"/parse/files/open/{name}"));
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(10, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Metadata_and_tags_are_told()
    {
        using var content = new StringContent($$$"""{"base64":"eA==","_ContentType":"text/plain","fileData":{"metadata":{"a":"ä"},"tags":{"b":"1"}},"_ApplicationId":"open","_MasterKey":"{{{server.Open.Keys.Master}}}"}""");
        using var response = await server.Http.PostAsync(new Uri(server.Address, "/parse/files/meta.txt"), content, TestContext.Current.CancellationToken);
        var name = (await Answer.ReadAsync(response)).Expect(201).Json.GetProperty("name").GetString();
        var metadata = await server.Anonymous(server.Open).GetAsync($"/parse/files/open/metadata/{name}");
        Answer.AreEqual("""{"metadata":{"a":"ä"},"tags":{"b":"1"}}""", metadata.Expect(200).Text);
        Answer.AreEqual("{}", (await server.Anonymous(server.Open).GetAsync("/parse/files/open/metadata/none.txt")).Expect(200).Text);
    }

    [Fact]
    public async Task Only_the_master_key_deletes()
    {
        var name = await Client.StoreAsync("delete.txt", "x");
        (await server.Anonymous(server.Open).DeleteAsync($"/parse/files/{name}")).Expect(403);
        Assert.Equal("", (await server.Master(server.Open).DeleteAsync($"/parse/files/{name}")).Expect(200).Text);
        (await server.Master(server.Open).DeleteAsync($"/parse/files/{name}")).ExpectError(153, "Could not delete file.");
        (await server.Master(server.Open).DeleteAsync("/parse/files/..%2fx")).ExpectError(153);
        Assert.Equal(404, (int)(await Client.GetAsync(name)).StatusCode);
    }
}
