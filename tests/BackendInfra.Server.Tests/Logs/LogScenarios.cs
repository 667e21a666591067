using System.Net.Http.Headers;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Values;
using BackendInfra.Server.Logs;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.Logs;

/// <summary>An app's log over HTTP.</summary>
[Collection(nameof(ServerCollection))]
public sealed class LogScenarios(TestServer server)
{
    private const string Path = "/parse/scriptlog";

    private static readonly DateTimeOffset Noon = TimeProvider.System.GetUtcNow().AddDays(-1);

    [Fact]
    public async Task Lines_are_found_by_level_time_text_source_and_run()
    {
        var app = await AppAsync("logsearch");
        await WriteAsync(
            app,
            Line(1, AppLogLevel.Info, "function a", "first") with { RequestId = "req-1" },
            Line(2, AppLogLevel.Warn, "function b", "Second 100%"),
            Line(3, AppLogLevel.Error, "job j", "third") with { JobId = "run1" },
            Line(4, AppLogLevel.Info, "job j", "fourth") with { JobId = "run2" });

        Assert.Equal(["fourth", "third", "Second 100%", "first"], await MessagesAsync(app));
        Assert.Equal(["fourth", "third", "Second 100%", "first"], await MessagesAsync(app, ("level", "info")));
        Assert.Equal(["third", "Second 100%"], await MessagesAsync(app, ("level", "warn")));
        Assert.Equal(["third"], await MessagesAsync(app, ("level", "error"), ("n", "100")));
        Assert.Equal(["first", "Second 100%"], await MessagesAsync(app, ("order", "asc"), ("size", "2")));
        Assert.Equal(["fourth"], await MessagesAsync(app, ("n", "1"), ("size", "3")));
        Assert.Equal(["third", "Second 100%"], await MessagesAsync(app, ("from", IsoDate.Format(Noon.AddSeconds(2))), ("until", IsoDate.Format(Noon.AddSeconds(3)))));
        Assert.Equal(["Second 100%"], await MessagesAsync(app, ("text", "second 100%")));
        Assert.Empty(await MessagesAsync(app, ("text", "f_rst")));
        Assert.Equal(["fourth", "third"], await MessagesAsync(app, ("source", "job")));
        Assert.Equal(["third"], await MessagesAsync(app, ("jobId", "run1")));
        Assert.Empty(await MessagesAsync(app, ("n", "0")));

        var all = (await server.Master(app).GetAsync(Path, ("order", "asc"))).Expect(200).Json;
        Answer.AreEqual(
            $$"""{"id":{{all[0].GetProperty("id").GetInt64()}},"level":"info","message":"first","timestamp":"{{IsoDate.Format(Noon.AddSeconds(1))}}","source":"function a","requestId":"req-1"}""",
            all[0].GetRawText());
        var third = all[2].GetProperty("id").GetRawText();
        Assert.Equal("run1", all[2].GetProperty("jobId").GetString());
        Assert.Equal(["Second 100%", "first"], await MessagesAsync(app, ("before", third)));
        Assert.Equal(["fourth"], await MessagesAsync(app, ("after", third)));
    }

    [Theory]
    [InlineData("level", "loud", 102)]
    [InlineData("order", "up", 102)]
    [InlineData("n", "-1", 102)]
    [InlineData("size", "x", 102)]
    [InlineData("after", "x", 102)]
    [InlineData("from", "yesterday", 107)]
    public async Task Malformed_parameters_are_refused(string name, string value, int code)
    {
        (await server.Master(server.Guarded).GetAsync(Path, (name, value))).ExpectError(code);
        (await server.Master(server.Guarded).GetAsync($"{Path}/tail", (name, value))).ExpectError(code);
    }

    [Fact]
    public async Task Parameters_of_the_dashboard_that_mean_nothing_here_count_for_nothing() =>
        (await server.Master(server.Guarded).GetAsync(Path, ("startDate", "1700000000000"), ("from", ""))).Expect(200);

    [Fact]
    public async Task No_app_sees_anothers_lines_and_no_client_sees_any()
    {
        var (app, other) = (await AppAsync("logmine"), await AppAsync("logother"));
        await WriteAsync(app, Line(1, AppLogLevel.Info, "s", "mine"));
        Assert.Empty(await MessagesAsync(other));
        Assert.Equal(403, (await server.Anonymous(app).GetAsync(Path)).Status);
        (await server.ReadOnlyMaster(app).GetAsync(Path)).Expect(200);
    }

    [Fact]
    public async Task Keys_tokens_and_passwords_do_not_stand_in_the_log()
    {
        var app = await AppAsync("logsecrets");
        await WriteAsync(app, Line(1, AppLogLevel.Info, $"function {app.Keys.Rest}", $"{app.Keys.Master} r:0123456789abcdef0123456789abcdef {{\"password\":\"hidden\"}}"));
        var line = (await server.Master(app).GetAsync(Path)).Expect(200).Json[0];
        Assert.Equal("function ********", line.GetProperty("source").GetString());
        Assert.Equal("******** ******** {\"password\":********}", line.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Lines_below_the_apps_level_are_not_stored()
    {
        var quiet = await server.CreateAppAsync("logquiet", new AppOptions { Logs = new LogOptions { Level = AppLogLevel.Warn } });
        await WriteAsync(quiet, Line(1, AppLogLevel.Info, "s", "lost"), Line(2, AppLogLevel.Error, "s", "kept"));
        Assert.Equal(["kept"], await MessagesAsync(quiet, ("level", "debug")));
    }

    [Fact]
    public async Task Old_lines_and_those_over_the_number_are_deleted()
    {
        var app = await server.CreateAppAsync("logprune", new AppOptions { Logs = new LogOptions { Days = 2, MaxLines = 3 } });
        await WriteAsync(app, [Line(-200_000, AppLogLevel.Info, "s", "ancient"), .. Enumerable.Range(1, 4).Select(n => Line(n, AppLogLevel.Info, "s", $"{n}"))]);
        var cleaner = server.Services.GetRequiredService<LogCleaner>();
        Assert.Equal(2, await cleaner.CleanAsync(app, TestContext.Current.CancellationToken));
        Assert.Equal(["4", "3", "2"], await MessagesAsync(app, ("from", "2001-01-01")));
        Assert.Equal(0, await cleaner.CleanAsync(app, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_follows_the_log(bool asEvents)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var app = await AppAsync($"logtail{asEvents}");
        await WriteAsync(app, Line(1, AppLogLevel.Info, "s", "before"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, $"{Path}/tail?level=info"));
        request.Headers.Add("X-Parse-Application-Id", app.Id);
        request.Headers.Add("X-Parse-Master-Key", app.Keys.Master);
        if (asEvents)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(asEvents ? "text/event-stream" : "application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        await reader.ReadLineAsync(cancellationToken);

        Write(app, Line(2, AppLogLevel.Info, "s", "now"), Line(3, AppLogLevel.Debug, "s", "hidden"), Line(4, AppLogLevel.Warn, "s", "later"));
        foreach (var message in (string[])["now", "later"])
        {
            var line = await reader.ReadLineAsync(cancellationToken);
            while (line is "" || line!.StartsWith("id: ", StringComparison.Ordinal))
                line = await reader.ReadLineAsync(cancellationToken);
            Assert.Equal(message, JsonElement.Parse(asEvents ? line["data: ".Length..] : line).GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task A_stream_is_no_part_of_a_batch()
    {
        var answer = (await server.Master(server.Guarded).PostAsync("/parse/batch", """{"requests":[{"method":"GET","path":"/parse/scriptlog/tail"}]}""")).Expect(200);
        Assert.Equal(108, answer.Json[0].GetProperty("error").GetProperty("code").GetInt32());
    }

    private Task<App> AppAsync(string name) => server.CreateAppAsync(name, new AppOptions());

    private static AppLogEntry Line(int seconds, AppLogLevel level, string source, string message) => new(Noon.AddSeconds(seconds), level, source, message);

    private void Write(App app, params AppLogEntry[] lines)
    {
        foreach (var line in lines)
            server.Services.GetRequiredService<IAppLog>().Write(app, line);
    }

    /// <summary>Writes lines, and waits until they are stored.</summary>
    private async Task WriteAsync(App app, params AppLogEntry[] lines)
    {
        Write(app, lines);
        await Eventually.SeeAsync(() => MessagesAsync(app, ("level", "debug"), ("n", "1000"), ("from", "2001-01-01")), seen => seen.Length == lines.Count(line => line.Level >= app.Options.Logs.Level));
    }

    private async Task<string[]> MessagesAsync(App app, params (string, string)[] parameters) =>
        [.. (await server.Master(app).GetAsync(Path, parameters)).Expect(200).Json.EnumerateArray().Select(line => line.GetProperty("message").GetString()!)];
}
