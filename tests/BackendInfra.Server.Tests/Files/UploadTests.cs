using System.Net.Sockets;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Files;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

/// <summary>Rule 21 of the security rules, and reference §12, over HTTP.</summary>
[Collection(nameof(ServerCollection))]
public sealed class UploadTests(TestServer server)
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private FileClient Master => new(server, server.Open, server.Open.Keys.Master);

    private FileClient Anonymous => new(server, server.Open, null);

    [Fact]
    public async Task A_file_is_stored_under_a_random_name_and_its_address_is_told()
    {
        var answer = (await Master.UploadAsync("/hello.txt", "Hello", "text/plain")).Expect(201);
        var name = answer.Json.GetProperty("name").GetString()!;
        Assert.Matches("^[0-9a-f]{32}_hello\\.txt$", name);
        Assert.Equal($"{server.Address}parse/files/open/{name}", answer.Json.GetProperty("url").GetString());
        Assert.Equal(answer.Headers["Location"], answer.Json.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Rule_21_callers_without_a_user_upload_nothing_by_default() =>
        (await Anonymous.UploadAsync("/a.txt", "Hello")).ExpectError(130, "File upload by public is disabled.");

    [Fact]
    public async Task An_app_may_open_uploads_to_everybody()
    {
        var app = await server.CreateAppAsync("publicuploads", new AppOptions { FileUpload = new() { EnableForPublic = true } });
        (await new FileClient(server, app, null).UploadAsync("/a.txt", "Hello")).Expect(201);
    }

    [Fact]
    public async Task The_read_only_master_key_uploads_and_deletes_nothing()
    {
        var answer = await new FileClient(server, server.Open, server.Open.Keys.ReadOnlyMaster).UploadAsync("/a.txt", "Hello");
        answer.ExpectError(119);
        var name = await Master.StoreAsync("readonly.txt", "x");
        (await server.ReadOnlyMaster(server.Open).DeleteAsync($"/parse/files/{name}")).ExpectError(119);
    }

    [Theory]
    [InlineData("/.hidden.txt")]
    [InlineData("/-dash.txt")]
    [InlineData("/a.html%20")]
    [InlineData("/a.html.")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/..%5c..%5cx.txt")]
    [InlineData("/%2e%2e%2fx.txt")]
    [InlineData("/a%00.txt")]
    [InlineData("/a%22b.txt")]
    [InlineData("/Gr%C3%BC%C3%9Fe.txt")]
    [InlineData("/a%0d%0aSet-Cookie%3a%20x.txt")]
    [InlineData("/a%3Cb%3E.txt")]
    public async Task Rule_21_names_that_could_mean_something_to_a_disk_or_a_browser_are_refused(string path)
    {
        var answer = await Master.UploadAsync(path, "x");
        // Kestrel itself refuses a path with U+0000.
        if (!path.Contains("%00", StringComparison.Ordinal))
            answer.ExpectError(122);
        Assert.InRange(answer.Status, 400, 499);
    }

    [Fact]
    public async Task A_name_has_at_most_128_characters()
    {
        (await Master.UploadAsync($"/{new string('a', 124)}.txt", "x")).Expect(201);
        (await Master.UploadAsync($"/{new string('a', 125)}.txt", "x")).ExpectError(122, "Filename too long.");
    }

    [Fact]
    public async Task A_file_needs_a_name() => (await Master.UploadAsync("", "x")).ExpectError(122, "Filename not provided.");

    [Fact]
    public async Task A_path_with_more_segments_is_no_upload() =>
        Assert.Equal(404, (await Master.UploadAsync("/a/b/c.txt", "{}")).Status);

    [Fact]
    public async Task A_file_is_not_empty() => (await Master.UploadAsync("/a.txt", "")).ExpectError(130, "Invalid file upload.");

    [Theory]
    [InlineData("a.html", "Hello", null)]
    [InlineData("a.HTML", "Hello", null)]
    [InlineData("a.svg", "Hello", null)]
    [InlineData("a.xhtml", "Hello", null)]
    [InlineData("a.js", "Hello", null)]
    [InlineData("a.txt.exe", "Hello", null)]
    [InlineData("page", "Hello", "text/html")]
    [InlineData("page", "Hello", "text/html;charset=utf-8;x=image/png")]
    [InlineData("page", "Hello", "application/vnd.unknown")]
    [InlineData("a.png", "<!DOCTYPE html><script>alert(1)</script>", "image/png")]
    [InlineData("a.png", "\uFEFF  <html>", "image/png")]
    [InlineData("a.png", "<!-- x --><body onload=alert(1)>", "image/png")]
    [InlineData("a.txt", "<svg onload=alert(1)>", "text/plain")]
    [InlineData("a.jpg", "<?xml version='1.0'?><svg/>", "image/jpeg")]
    [InlineData("a.jpg", "MZ\u0001", "image/jpeg")]
    [InlineData("a.txt", "#!/bin/sh", "text/plain")]
    public async Task Rule_21_extension_type_and_content_are_all_allowed_or_the_file_is_refused(string name, string content, string? type)
    {
        var app = await PublicAppAsync();
        (await new FileClient(server, app, null).UploadAsync("/" + Uri.EscapeDataString(name), content, type)).ExpectError(130);
    }

    [Fact]
    public async Task A_page_in_UTF_16_is_a_page()
    {
        var app = await PublicAppAsync();
        var page = new UnicodeEncoding(false, true);
        (await new FileClient(server, app, null).UploadAsync("/a.png", [.. page.Preamble, .. page.GetBytes("<html><script>")])).ExpectError(130);
    }

    [Fact]
    public async Task An_image_is_an_image_whatever_its_name_says_of_it()
    {
        var app = await PublicAppAsync();
        var client = new FileClient(server, app, null);
        (await client.UploadAsync("/a.png", Png, "text/html")).Expect(201);
        (await client.UploadAsync("/noextension", Png, "image/png")).Expect(201);
        (await client.UploadAsync("/a.docx", "PK\u0003\u0004")).Expect(201);
    }

    [Fact]
    public async Task A_file_of_the_greatest_size_is_stored_and_a_larger_one_is_129()
    {
        var app = await server.CreateAppAsync("smallfiles", new AppOptions { MaxUploadSize = 1000 });
        var client = new FileClient(server, app, app.Keys.Master);
        (await client.UploadAsync("/a.txt", new string('x', 1000))).Expect(201);
        (await client.UploadAsync("/a.txt", new string('x', 1001))).ExpectError(129);

        // Without a Content-Length it shows while the content is read.
        using var chunked = new StreamContent(new PartStream(new MemoryStream(new byte[100_000]), 100_000));
        (await client.UploadAsync("/a.txt", chunked)).ExpectError(129);
        Assert.Empty(LeftOvers());
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_nothing()
    {
        using (var socket = new TcpClient(server.Address.Host, server.Address.Port))
        {
            var stream = socket.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"POST /parse/files/gone.txt HTTP/1.1\r\nHost: x\r\nX-Parse-Application-Id: open\r\nX-Parse-Master-Key: {server.Open.Keys.Master}\r\nContent-Length: 100000\r\n\r\n{new string('x', 5000)}"),
                TestContext.Current.CancellationToken);
        }

        // The server notices on its own time; an upload that ends normally afterwards shows that it is well.
        var name = await Master.StoreAsync("after.txt", "x");
        for (var i = 0; i < 200 && LeftOvers().Length > 0; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(LeftOvers());
        Assert.Equal(200, (int)(await Master.GetAsync(name)).StatusCode);
    }

    [Fact]
    public async Task Rule_21_nothing_of_a_name_is_on_the_disk()
    {
        await Master.StoreAsync("a-telling-name.txt", "x");
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(server.Files, "*", SearchOption.AllDirectories), path => path.Contains("telling", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"base64":"no base64!"}""", 130)]
    [InlineData("""{"base64":7}""", 130)]
    [InlineData("{}", 130)]
    [InlineData("""{"base64":""}""", 130)]
    [InlineData("""{"base64":"eA==","fileData":[]}""", 107)]
    [InlineData("""{"base64":"eA==","fileData":{"metadata":"x"}}""", 107)]
    [InlineData("""{"base64":"eA==","fileData":{"directory":"x"}}""", 130)]
    public async Task The_JSON_form_of_the_SDKs_is_checked(string json, int code)
    {
        var body = json.Length == 2 ? "{" : json[..^1] + ",";
        using var content = new StringContent($$"""{{body}}"_ApplicationId":"open","_MasterKey":"{{server.Open.Keys.Master}}"}""");
        using var response = await server.Http.PostAsync(new Uri(server.Address, "/parse/files/a.txt"), content, TestContext.Current.CancellationToken);
        (await Answer.ReadAsync(response)).ExpectError(code);
    }

    private string[] LeftOvers() => Directory.GetFiles(server.Files, "*.new", SearchOption.AllDirectories);

    private Task<App> PublicAppAsync() =>
        server.CreateAppAsync($"p{Guid.NewGuid():N}", new AppOptions { FileUpload = new() { EnableForPublic = true } });
}
