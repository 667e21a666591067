using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Server.Files;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace BackendInfra.Server.Tests.Files;

/// <summary>Both stores keep the same promises; S3's against the npm package s3rver.</summary>
public sealed class FileStoreTests : IDisposable
{
    private static readonly App App = new("storeapp", "storeapp", "app_store", new("", "", "", "", "", "", "", ""), new AppOptions());

    private readonly string _folder = Directory.CreateTempSubdirectory("backendinfra-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_folder_keeps_files() => KeepsFilesAsync(new FolderFileStore(_folder, TimeProvider.System));

    [Fact]
    public async Task A_bucket_keeps_files()
    {
        var port = FreePort();
        using var s3rver = StartS3(port);
        try
        {
            using var store = S3FileStore.Create(Settings(port));
            await KeepsFilesAsync(store);
        }
        finally
        {
            s3rver.Kill();
        }
    }

    [Fact]
    public async Task A_bucket_that_is_away_is_told_without_details()
    {
        using var store = S3FileStore.Create(Settings(FreePort()));
        using var content = new MemoryStream("x"u8.ToArray());
        var refusal = await Assert.ThrowsAsync<ParseException>(() => store.WriteAsync(App, new FileDescription("a.txt", "text/plain"), content, TestContext.Current.CancellationToken));
        Assert.Equal((ErrorCode.FileSaveError, 503, "The file storage is not available."), (refusal.Code, refusal.HttpStatus, refusal.Message));
    }

    [Fact]
    public async Task Rule_21_a_full_disk_is_130_and_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs Linux' device that is always full.");
        var store = new FolderFileStore(_folder, TimeProvider.System, _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0));
        using var content = new MemoryStream(new byte[100_000]);
        var refusal = await Assert.ThrowsAsync<ParseException>(() => store.WriteAsync(App, new FileDescription("a.txt", "text/plain"), content, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCode.FileSaveError, refusal.Code);
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    private static async Task KeepsFilesAsync(IFileStore store)
    {
        var ct = TestContext.Current.CancellationToken;
        var name = FileNames.NewStoredName("a file.txt");
        Assert.Null(await store.FindAsync(App, name, ct));
        using (var content = new MemoryStream("0123456789"u8.ToArray()))
            await store.WriteAsync(App, new FileDescription(name, "text/plain", JsonElement.Parse("""{"a":"ä"}""")), content, ct);

        var found = (await store.FindAsync(App, name, ct))!;
        Assert.Equal((10, "text/plain", null), (found.Length, found.Description.ContentType, found.Description.Tags?.GetRawText()));
        Assert.Equal("ä", found.Description.Metadata!.Value.GetProperty("a").GetString());
        await using (var part = await store.OpenAsync(App, name, 3, 4, ct))
            Assert.Equal("3456", await new StreamReader(part!, Encoding.UTF8).ReadToEndAsync(ct));
        Assert.Equal([name], await store.ListAsync(App, ct).Select(file => file.Name).ToListAsync(ct));
        Assert.Empty(await store.ListAsync(App with { Id = "other", DatabaseSchema = "app_other" }, ct).ToListAsync(ct));
        Assert.True(await store.DeleteAsync(App, name, ct));
        Assert.False(await store.DeleteAsync(App, name, ct));
        Assert.Null(await store.OpenAsync(App, name, 0, 1, ct));
    }

    private static IConfiguration Settings(int port) => new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("Bucket", "files"), new("Endpoint", $"http://127.0.0.1:{port}"), new("Prefix", "parse"), new("AccessKey", "S3RVER"), new("SecretKey", "S3RVER"),
    ]).Build();

    private Process StartS3(int port)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Repository.PathOf("node_modules", "s3rver", "bin", "s3rver.js"), "-d", _folder, "-a", "127.0.0.1", "-p", $"{port}", "--configure-bucket", "files" },
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        // It says so when it listens.
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("listening", StringComparison.OrdinalIgnoreCase))
        {
        }

        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
