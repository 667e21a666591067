using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

/// <summary>Uploads and downloads content.</summary>
public sealed class FileClient(TestServer server, App app, string? masterKey)
{
    public Task<Answer> UploadAsync(string path, string content, string? contentType = null) => UploadAsync(path, Encoding.UTF8.GetBytes(content), contentType);

    public async Task<Answer> UploadAsync(string path, byte[] content, string? contentType = null)
    {
        using var body = new ByteArrayContent(content);
        return await UploadAsync(path, body, contentType);
    }

    public async Task<Answer> UploadAsync(string path, HttpContent body, string? contentType = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{server.Address}parse/files{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Add("X-Parse-Application-Id", app.Id);
        if (masterKey is not null)
            request.Headers.Add("X-Parse-Master-Key", masterKey);
        if (contentType is not null)
            body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Content = body;
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Stores a file and gives its name.</summary>
    public async Task<string> StoreAsync(string name, string content) =>
        (await UploadAsync("/" + Uri.EscapeDataString(name), content)).Expect(201).Json.GetProperty("name").GetString()!;

    public async Task<HttpResponseMessage> GetAsync(string name, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{server.Address}parse/files/{app.Id}/{name}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (var (header, value) in headers)
            request.Headers.TryAddWithoutValidation(header, value);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
