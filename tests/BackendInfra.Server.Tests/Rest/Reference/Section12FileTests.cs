using BackendInfra.Server.Tests.Files;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §12: who uploads, and what a file value holds, beside <see cref="UploadTests"/> and <see cref="DownloadTests"/>.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section12FileTests(TestServer server)
{
    [Theory]
    [InlineData("""{"username":"ref-uploader","password":"x"}""", null)]
    [InlineData("""{"authData":{"anonymous":{"id":"ref-anonymous-uploader"}}}""", "File upload by anonymous user is disabled.")]
    public async Task Users_upload_by_default_and_anonymous_ones_do_not(string user, string? refusal)
    {
        var client = server.Anonymous(server.Guarded);
        client.Headers["X-Parse-Session-Token"] = (await client.PostAsync("/parse/users", user)).Expect(201).Json.GetProperty("sessionToken").GetString()!;
        var answer = await client.SendAsync(HttpMethod.Post, "/parse/files/a.txt", "text", "text/plain");
        if (refusal is null)
            answer.Expect(201);
        else
            answer.ExpectError(130, refusal);
        (await client.SendAsync(HttpMethod.Post, "/parse/files/a.html", "text", "text/html")).ExpectError(130, refusal ?? "File upload of extension html is disabled.");
    }

    [Fact]
    public async Task A_file_value_has_a_name_and_a_URL_and_nothing_else()
    {
        var client = server.Anonymous(server.Open);
        var id = await client.CreateAsync("RefFiles", """{"file":{"__type":"File","name":"a.txt","url":"http://b/a.txt","evil":"x"}}""");
        Answer.AreEqual("""{"__type":"File","name":"a.txt","url":"http://b/a.txt"}""", (await client.GetAsync($"/parse/classes/RefFiles/{id}")).Expect(200).Json.GetProperty("file").GetRawText());
        (await client.PostAsync("/parse/classes/RefFiles", """{"file":{"__type":"File","url":"http://b/a.txt"}}""")).ExpectError(107, "Invalid File: name must be a string.");
    }
}
