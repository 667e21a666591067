using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using BackendInfra.Server.Tests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace BackendInfra.Server.Tests.CloudCode.Releases;

/// <summary>A package registry with one small package, <c>tiny</c>, whose install script would leave a trace.</summary>
internal sealed class PackageServer
{
    private readonly byte[] _package = Package();
    private readonly string _address;

    public PackageServer(HookServer http) => _address = http.OnRequest("tiny-1.0.0.tgz", async context =>
    {
        Interlocked.Increment(ref _downloads);
        context.Response.ContentType = "application/octet-stream";
        await context.Response.Body.WriteAsync(_package, context.RequestAborted);
    });

    private int _downloads;

    public int Downloads => Volatile.Read(ref _downloads);

    public const string PackageJson = """{"name":"mine","version":"1.0.0","dependencies":{"tiny":"1.0.0"}}""";

    public string Lock => Locked(_address, $"sha512-{Convert.ToBase64String(SHA512.HashData(_package))}");

    /// <summary>A lock file that promises another content.</summary>
    public string FalseLock => Locked(_address, $"sha512-{Convert.ToBase64String(SHA512.HashData([1]))}");

    public static string Locked(string resolved, string integrity) =>
        $$"""
        {"name":"mine","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{
          "":{"name":"mine","version":"1.0.0","dependencies":{"tiny":"1.0.0"} },
          "node_modules/tiny":{"version":"1.0.0","resolved":"{{resolved}}","integrity":"{{integrity}}","hasInstallScript":true} } }
        """;

    private static byte[] Package()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(Archives.File("package/package.json", """{"name":"tiny","version":"1.0.0","scripts":{"install":"echo installed > trace"}}"""));
            tar.WriteEntry(Archives.File("package/index.js", "module.exports = 'tiny';"));
        }

        return buffer.ToArray();
    }
}
