using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Import;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>Files that objects of another server name: allowed, copied, or refused.</summary>
[Collection(nameof(ServerCollection))]
public sealed class CopiedFileScenarios(TestServer server) : IAsyncLifetime
{
    private readonly WebApplication _origin = Origin();
    private readonly WebApplication _elsewhere = Origin();
    private int _requests;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Host => new Uri(_origin.Urls.First()).Authority;

    private string OtherHost => new Uri(_elsewhere.Urls.First()).Authority;

    public async ValueTask InitializeAsync()
    {
        _origin.MapGet("/app/{name}", (HttpContext context, string name) =>
        {
            Interlocked.Increment(ref _requests);
            return name switch
            {
                "large.png" => Results.Bytes(new byte[2048], "image/png"),
                "moved.png" => Results.Redirect("/app/photo.png"),
                "away.png" => Results.Redirect($"http://{OtherHost}/secret"),
                "missing.png" => Results.NotFound(),
                "broken.png" => Results.StatusCode(500),
                "plain" => Results.Bytes("plain"u8.ToArray(), "text/x-unheard-of"),
                _ => Results.Bytes("content of "u8.ToArray().Concat(System.Text.Encoding.UTF8.GetBytes(name)).ToArray(), "text/html"),
            };
        });
        _elsewhere.MapGet("/secret", () => "secret");
        await _origin.StartAsync(Cancellation);
        await _elsewhere.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task They_are_copied_from_named_servers_and_become_own_files()
    {
        var app = await server.CreateAppAsync("copied", new AppOptions());
        var rows = $$"""
            [{"objectId":"a","photo":{{FileJson("photo.png")}},"list":[{{FileJson("moved.png")}}],"map":{"deep":{{FileJson("plain")}} } },
             {"objectId":"b","photo":{{FileJson("photo.png")}} }]
            """;
        Assert.Empty((await ImportAsync(app, rows)).Notes);
        Assert.Equal(4, _requests);
        var row = (await server.Master(app).GetAsync("/parse/classes/Thing/a")).Expect(200).Json;
        foreach (var (file, content) in new[] { (row.GetProperty("photo"), "content of photo.png"), (row.GetProperty("list")[0], "content of photo.png"), (row.GetProperty("map").GetProperty("deep"), "plain") })
        {
            var url = file.GetProperty("url").GetString()!;
            Assert.StartsWith(new Uri(server.Address, "/parse/files/copied/").ToString(), url, StringComparison.Ordinal);
            using var answer = await server.Http.GetAsync(url, Cancellation);
            Assert.Equal(content, await answer.Content.ReadAsStringAsync(Cancellation));

            // What the other server calls it does not matter.
            Assert.NotEqual("text/html", answer.Content.Headers.ContentType?.MediaType);
        }

        await ImportAsync(app, rows);
        Assert.Equal(4, _requests);
    }

    [Fact]
    public async Task Names_without_a_URL_are_looked_for_where_the_operator_says()
    {
        var app = await server.CreateAppAsync("copiednames", new AppOptions());
        var result = await ImportAsync(app, """[{"objectId":"a","photo":{"__type":"File","name":"photo.png"}},{"objectId":"b","photo":{"__type":"File","name":"missing.png"}}]""", $"http://{Host}/app");
        Assert.Equal(["1 files are missing where they should come from"], result.Notes);
        Assert.NotNull(await server.Services.GetRequiredService<IFileStore>().FindAsync(app, "photo.png", Cancellation));
    }

    [Theory]
    [InlineData("large.png", "The file is too large")]
    [InlineData("away.png", "cannot be copied: it redirects to ")]
    [InlineData("broken.png", "cannot be copied: the server answered 500.")]
    public async Task What_cannot_be_copied_is_refused_by_its_row(string name, string message)
    {
        var app = await server.CreateAppAsync($"refused-{name[..4]}", new AppOptions { MaxUploadSize = 1024 });
        var refusal = await Assert.ThrowsAsync<ParseException>(() => ImportAsync(app, $$"""[{"objectId":"a"},{"objectId":"b","photo":{{FileJson(name)}} }]"""));
        Assert.StartsWith("Thing.json, row 2: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        (await server.Master(app).GetAsync("/parse/schemas/Thing")).ExpectError(103);
    }

    [Fact]
    public async Task Files_of_other_servers_are_refused_unless_the_app_allows_them()
    {
        var rows = $$"""[{"objectId":"a","photo":{{FileJson("photo.png", OtherHost)}} }]""";
        var closed = await server.CreateAppAsync("filesclosed", new AppOptions());
        var refusal = await Assert.ThrowsAsync<ParseException>(() => ImportAsync(closed, rows));
        Assert.Equal(ErrorCode.FileSaveError, refusal.Code);
        Assert.Contains($"--copy-files --files-from {OtherHost}", refusal.Message, StringComparison.Ordinal);

        var open = await server.CreateAppAsync("filesopen", new AppOptions { FileUpload = new() { AllowedFileUrlDomains = ["127.0.0.1"] } });
        await ImportAsync(open, rows);
        Assert.Equal($"http://{OtherHost}/app/photo.png", (await server.Master(open).GetAsync("/parse/classes/Thing/a")).Json.GetProperty("photo").GetProperty("url").GetString());
        Assert.Equal(0, _requests);
    }

    [Theory]
    [InlineData("files.example.com", "https://files.example.com/a.png", true)]
    [InlineData("files.example.com", "http://FILES.example.com/a.png", true)]
    [InlineData("files.example.com", "https://files.example.com:8443/a.png", false)]
    [InlineData("files.example.com", "https://files.example.com.evil.example/a.png", false)]
    [InlineData("files.example.com", "https://files.example.com@evil.example/a.png", false)]
    [InlineData("files.example.com", "ftp://files.example.com/a.png", false)]
    [InlineData("files.example.com:8443", "https://files.example.com:8443/a.png", true)]
    [InlineData("https://files.example.com/app", "https://files.example.com/other/a.png", true)]
    public void A_named_server_is_exactly_that_server(string named, string url, bool isCopied) =>
        Assert.Equal(isCopied, FileOrigin.Parse(named)!.Has(new Uri(url)));

    [Theory]
    [InlineData("")]
    [InlineData("files.example.com/app")]
    [InlineData("user@files.example.com")]
    [InlineData("ftp://files.example.com/")]
    [InlineData("https://files.example.com/?x=1")]
    public void What_names_no_server_is_refused(string named) => Assert.Null(FileOrigin.Parse(named));

    private string FileJson(string name, string? host = null) =>
        $$"""{"__type":"File","name":"{{name}}","url":"http://{{host ?? Host}}/app/{{name}}"}""";

    private async Task<ImportResult> ImportAsync(App app, string rows, string? from = null)
    {
        using var copier = new FileCopier(server.Services.GetRequiredService<IFileStore>(), [FileOrigin.Parse(from ?? Host)!]);
        return await server.Services.GetRequiredService<Importer>().ImportAsync(
            app, Principal.Master, ImportBench.Source("Thing.json", rows), new ImportOptions(Files: copier), null, Cancellation);
    }

    private static WebApplication Origin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
