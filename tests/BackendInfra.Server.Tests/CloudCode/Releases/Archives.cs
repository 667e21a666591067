using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>Archives as clients make them, good and bad.</summary>
internal static class Archives
{
    public static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return buffer.ToArray();
    }

    public static byte[] ZipWithLink()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            zip.CreateEntry("main.js");
            zip.CreateEntry("passwd").ExternalAttributes = unchecked((int)0xA1FF0000);
        }

        return buffer.ToArray();
    }

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionMode.Compress))
        {
            using var tar = new TarWriter(gzip);
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }

        return buffer.ToArray();
    }

    public static TarEntry File(string name, string content) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    /// <summary>Files as editors send them.</summary>
    public static string Json(params (string Name, string Content)[] files) =>
        JsonSerializer.Serialize(new { files = files.ToDictionary(file => file.Name, file => file.Content) });

    /// <summary>Sends an archive.</summary>
    public static async Task<Answer> DeployAsync(TestServer server, Core.Apps.App app, byte[] archive, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/parse/cloud_code/releases" + query)) { Content = new ByteArrayContent(archive) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("X-Parse-Application-Id", app.Id);
        request.Headers.Add("X-Parse-Master-Key", app.Keys.Master);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
