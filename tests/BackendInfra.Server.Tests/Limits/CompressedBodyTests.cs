using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Limits;

[Collection(nameof(ServerCollection))]
public sealed class CompressedBodyTests(TestServer server)
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("GZIP")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_understood(string encoding)
    {
        var answer = await PostAsync("/parse/classes/Compressed", encoding, Compress(encoding, """{"text":"Grüße"}"""));
        var id = answer.Expect(201).Json.GetProperty("objectId").GetString();
        Assert.Equal("Grüße", (await server.Anonymous(server.Open).GetAsync($"/parse/classes/Compressed/{id}")).Json.GetProperty("text").GetString());
    }

    [Fact]
    public async Task GraphQL_takes_compressed_bodies_too() =>
        Answer.AreEqual("""{"data":{"health":true}}""", (await PostAsync("/graphql", "gzip", Compress("gzip", """{"query":"{ health }"}"""))).Text);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Rule_17_the_limit_holds_after_decompression(string encoding)
    {
        var bomb = Compress(encoding, $$"""{"text":"{{new string('x', 21 * Megabyte)}}"}""");
        Assert.InRange(bomb.Length, 1, Megabyte);
        var answer = (await PostAsync("/parse/classes/Compressed", encoding, bomb)).Expect(413);
        Assert.Equal(116, answer.Json.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task An_upload_may_be_compressed_up_to_the_apps_limit_of_what_comes_out()
    {
        var app = await server.CreateAppAsync("compressed-files", new AppOptions { FileUpload = new() { EnableForPublic = true }, MaxUploadSize = Megabyte });
        (await PostAsync("/parse/files/a.txt", "gzip", Compress("gzip", new string('x', 1000)), app, "text/plain")).Expect(201);
        (await PostAsync("/parse/files/a.txt", "gzip", Compress("gzip", new string('x', 2 * Megabyte)), app, "text/plain")).ExpectError(129);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_is_not_of_its_encoding_is_refused(string encoding) =>
        (await PostAsync("/parse/classes/Compressed", encoding, Encoding.UTF8.GetBytes("""{"text":"plain"}"""))).ExpectError(107);

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    [InlineData("x")]
    public async Task Another_encoding_is_refused(string encoding)
    {
        var answer = await PostAsync("/parse/classes/Compressed", encoding, Encoding.UTF8.GetBytes("{}"));
        Assert.Equal(107, answer.Expect(415).Json.GetProperty("code").GetInt32());
    }

    private static byte[] Compress(string encoding, string text)
    {
        using var output = new MemoryStream();
        using (Stream stream = encoding.ToLowerInvariant() switch
        {
            "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "identity" => output,
            _ => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }

    private async Task<Answer> PostAsync(string path, string encoding, byte[] body, App? app = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, path)) { Content = new ByteArrayContent(body), Version = HttpVersion.Version11 };
        request.Headers.Add("X-Parse-Application-Id", (app ?? server.Open).Id);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
