using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.CloudCode.Releases;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Web;

/// <summary>A server with an app whose release has pages and an Express app. A class fixture.</summary>
public sealed class WebServer(PostgresServer postgres) : IAsyncLifetime
{
    public const string Host = "pages.example.com";

    private static readonly string Script =
        $$"""
        const express = require({{System.Text.Json.JsonSerializer.Serialize(Repository.PathOf("node_modules", "express"))}});
        const app = express();
        app.get('/hello/:name', (request, response) => response.json({ hello: request.params.name, query: request.query, headers: request.headers, url: request.originalUrl }));
        app.post('/echo', (request, response) => { response.status(201).set('X-Mine', 'yes'); response.cookie('mine', '1'); response.cookie('parse_dash', 'stolen'); request.pipe(response); });
        app.get('/events', (request, response) => {
          response.set('Content-Type', 'text/event-stream');
          response.write('data: first\n\n');
          request.on('close', () => response.end());
        });
        app.get('/moved', (request, response) => response.redirect('/hello/moved'));
        app.get('/never', () => {});
        app.get('/crash', () => process.exit(3));
        app.get('/slow', (request, response) => setTimeout(() => response.send('slow but whole'), 1500));
        app.options('/cors', (request, response) => response.set('Access-Control-Allow-Origin', 'https://only.example.com').send(''));
        app.get('/index.html', (request, response) => response.send('not this one'));
        Parse.Cloud.onWebApp(app);
        """;

    public TestServer Server { get; } = new(postgres) { Settings = ["--DefaultApp=sites", $"--WebHosts:{Host}=sites", "--CloudCode:FunctionSeconds=3"] };

    public App App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        App = await Server.CreateAppAsync("sites", new AppOptions { MaxUploadSize = 100_000 });
        await DeployAsync("");
    }

    public async Task DeployAsync(string more) => (await Server.Master(App).PostAsync("/parse/cloud_code/releases", Archives.Json(
        ("main.js", Script + more),
        ("public/index.html", "<h1>Ünser Shop</h1>"),
        ("public/style.css", "h1 { color: red }"),
        ("public/data.unknown", "?"),
        ("public/docs/index.html", "docs"),
        ("public/.hidden", "hidden"),
        ("public/.well-known/security.txt", "Contact: us"),
        ("public/with space.txt", "space")))).Expect(201);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
