using System.Net.Sockets;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.CloudCode.Releases;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.CloudCode.Web;

/// <summary>An app's pages and its Express app, over HTTP.</summary>
public sealed class WebSiteScenarios(WebServer fixture) : IClassFixture<WebServer>
{
    private readonly TestServer _server = fixture.Server;

    [Theory]
    [InlineData("/web/", "text/html; charset=utf-8", "<h1>Ünser Shop</h1>")]
    [InlineData("/web/index.html", "text/html; charset=utf-8", "<h1>Ünser Shop</h1>")]
    [InlineData("/apps/sites/web/", "text/html; charset=utf-8", "<h1>Ünser Shop</h1>")]
    [InlineData("/apps/sites/web/style.css", "text/css; charset=utf-8", "h1 { color: red }")]
    [InlineData("/web/docs/", "text/html; charset=utf-8", "docs")]
    [InlineData("/web/data.unknown", "application/octet-stream", "?")]
    [InlineData("/web/with%20space.txt", "text/plain; charset=utf-8", "space")]
    [InlineData("/web/.well-known/security.txt", "text/plain; charset=utf-8", "Contact: us")]
    public async Task A_page_is_served_with_its_type(string path, string type, string content)
    {
        var answer = (await SendAsync(HttpMethod.Get, path)).Expect(200);
        Assert.Equal((type, content, "nosniff", "no-cache"), (answer.Headers["Content-Type"], answer.Text, answer.Headers["X-Content-Type-Options"], answer.Headers["Cache-Control"]));
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
        var head = (await SendAsync(HttpMethod.Head, path)).Expect(200);
        Assert.Equal(("", answer.Headers["ETag"]), (head.Text, head.Headers["ETag"]));
    }

    [Fact]
    public async Task A_page_that_did_not_change_is_not_sent_again_and_parts_are()
    {
        var tag = (await SendAsync(HttpMethod.Get, "/web/style.css")).Headers["ETag"];
        Assert.Equal("", (await SendAsync(HttpMethod.Get, "/web/style.css", headers: [("If-None-Match", tag)])).Expect(304).Text);
        Assert.Equal("h1", (await SendAsync(HttpMethod.Get, "/web/style.css", headers: [("Range", "bytes=0-1")])).Expect(206).Text);
        await fixture.DeployAsync("\n// another release");
        (await SendAsync(HttpMethod.Get, "/web/style.css", headers: [("If-None-Match", tag)])).Expect(304);
    }

    [Theory]
    [InlineData("/web", "/web/")]
    [InlineData("/web/docs?a=1", "/web/docs/?a=1")]
    [InlineData("/apps/sites/web/docs", "/apps/sites/web/docs/")]
    public async Task A_folder_is_addressed_with_a_slash(string path, string to) =>
        Assert.Equal(to, (await SendAsync(HttpMethod.Get, path)).Expect(302).Headers["Location"]);

    [Theory]
    [InlineData("/web/.hidden")]
    [InlineData("/web/../main.js")]
    [InlineData("/web/%2e%2e/main.js")]
    [InlineData("/web/..%2fmain.js")]
    [InlineData("/web/%2e%2e%2fmain.js")]
    [InlineData("/web/..%5cmain.js")]
    [InlineData("/web/docs/..%2f..%2fmain.js")]
    [InlineData("/web//etc/passwd")]
    [InlineData("/web/%2fetc%2fpasswd")]
    [InlineData("/web/main.js")]
    [InlineData("/web/a%00b")]
    [InlineData("/apps/sites/web/..%2f..%2fmain.js")]
    public async Task Nothing_else_of_the_machine_is_served(string target)
    {
        // As it stands: HttpClient would clean the path.
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_server.Address.Host, _server.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("require(", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_of_Express_answers_and_is_told_who_asks()
    {
        var answer = (await SendAsync(HttpMethod.Get, "/apps/sites/web/hello/you?x=1&y=%C3%BC", headers:
        [
            ("Cookie", "mine=1; parse_dash=secret; backendinfra.session=secret"), ("X-Parse-Master-Key", fixture.App.Keys.Master), ("X-Parse-Session-Token", "r:token"),
            ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-Prefix", "/evil"), ("X-BackendInfra-Transaction", "x"), ("X-Mine", "kept"), ("Connection", "X-Hop"), ("X-Hop", "dropped"),
        ])).Expect(200).Json;
        Assert.Equal(("you", "1", "ü", "/hello/you?x=1&y=%C3%BC"), (answer.GetProperty("hello").GetString(), answer.GetProperty("query").GetProperty("x").GetString(), answer.GetProperty("query").GetProperty("y").GetString(), answer.GetProperty("url").GetString()));
        var headers = answer.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString());
        Assert.Equal((_server.Address.Authority, "127.0.0.1", "http", _server.Address.Authority, "/apps/sites/web"), (headers["host"], headers["x-forwarded-for"], headers["x-forwarded-proto"], headers["x-forwarded-host"], headers["x-forwarded-prefix"]));
        Assert.Equal(("mine=1", "kept", "r:token"), (headers["cookie"], headers["x-mine"], headers["x-parse-session-token"]));
        Assert.DoesNotContain(headers.Keys, name => name is "x-parse-master-key" or "x-backendinfra-transaction" or "x-hop");
    }

    [Fact]
    public async Task Bodies_statuses_and_headers_pass_both_ways()
    {
        var body = new string('b', 90_000);
        var answer = (await SendAsync(HttpMethod.Post, "/web/echo", body)).Expect(201);
        Assert.Equal((body, "yes"), (answer.Text, answer.Headers["X-Mine"]));
        Assert.Contains("mine=1", answer.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.DoesNotContain("stolen", answer.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.Equal("/hello/moved", (await SendAsync(HttpMethod.Get, "/web/moved")).Expect(302).Headers["Location"]);
        Assert.Equal("https://only.example.com", (await SendAsync(HttpMethod.Options, "/apps/sites/web/cors")).Expect(200).Headers["Access-Control-Allow-Origin"]);
        (await SendAsync(HttpMethod.Post, "/web/echo", new string('b', 100_001))).Expect(413);
        (await SendAsync(HttpMethod.Get, "/web/unknown")).Expect(404);
    }

    [Fact]
    public async Task An_answer_is_passed_on_as_it_comes()
    {
        using var response = await _server.Http.GetAsync(new Uri(_server.Address, "/web/events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        // The app never ends it: waiting for the whole would wait for ever.
        Assert.Equal("data: first", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_app_that_does_not_answer_is_a_bad_gateway()
    {
        (await SendAsync(HttpMethod.Get, "/web/never")).Expect(504);
        (await SendAsync(HttpMethod.Get, "/web/crash")).Expect(502);
        (await SendAsync(HttpMethod.Get, "/web/hello/again")).Expect(200);
    }

    [Fact]
    public async Task A_request_that_has_begun_is_finished_by_the_old_release()
    {
        var slow = SendAsync(HttpMethod.Get, "/web/slow");
        await fixture.DeployAsync("\n// while it answers");
        Assert.Equal("slow but whole", (await slow).Expect(200).Text);
        (await SendAsync(HttpMethod.Get, "/web/hello/new")).Expect(200);
    }

    [Fact]
    public async Task A_host_of_its_own_has_the_pages_and_no_API()
    {
        Assert.Equal("<h1>Ünser Shop</h1>", (await SendAsync(HttpMethod.Get, "/", host: WebServer.Host)).Expect(200).Text);
        Assert.Equal("docs", (await SendAsync(HttpMethod.Get, "/docs/", host: WebServer.Host)).Expect(200).Text);
        var headers = (await SendAsync(HttpMethod.Get, "/hello/host", host: WebServer.Host)).Expect(200).Json.GetProperty("headers");
        Assert.Equal((WebServer.Host, false), (headers.GetProperty("host").GetString(), headers.TryGetProperty("x-forwarded-prefix", out _)));
        (await SendAsync(HttpMethod.Get, "/parse/health", host: WebServer.Host)).Expect(404);
        (await SendAsync(HttpMethod.Get, "/graphql/ui", host: WebServer.Host)).Expect(404);
    }

    [Fact]
    public async Task Where_there_is_nothing_nothing_is_found()
    {
        (await SendAsync(HttpMethod.Get, "/apps/unknown/web/")).Expect(404);
        (await SendAsync(HttpMethod.Get, "/apps/guarded/web/")).Expect(404);
        var app = await _server.CreateAppAsync("pagesonly", new AppOptions());
        (await _server.Master(app).PostAsync("/parse/cloud_code/releases", Archives.Json(("main.js", ""), ("public/a.txt", "a")))).Expect(201);
        Assert.Equal("a", (await SendAsync(HttpMethod.Get, "/apps/pagesonly/web/a.txt")).Expect(200).Text);
        (await SendAsync(HttpMethod.Get, "/apps/pagesonly/web/")).Expect(404);
        (await SendAsync(HttpMethod.Post, "/apps/pagesonly/web/a.txt", "x")).Expect(404);
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? host = null, (string Name, string Value)[]? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server.Address, path)) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "text/plain") };
        foreach (var (name, value) in headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.Host = host;
        using var response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
