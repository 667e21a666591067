using System.CommandLine;
using System.Text.Json;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Cli;

/// <summary><c>logs --app NAME [--follow] [--level LEVEL] [--lines N] [--text TEXT] [--job ID]</c>, of the database or a server.</summary>
internal static class LogsCommand
{
    private const int DefaultLines = 100, MaxLines = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private delegate Task<IReadOnlyList<AppLogLine>> Find(AppLogQuery query, CancellationToken cancellationToken);

    public static Command Create(CommandHost host)
    {
        var app = Verbs.AppOption();
        var follow = new Option<bool>("--follow") { Description = "Go on with lines as they come." };
        var level = new Option<AppLogLevel>("--level") { Description = "Lines at least as grave: debug, info, warn, error.", DefaultValueFactory = _ => AppLogLevel.Info };
        var lines = new Option<int>("--lines") { Description = "How many of the newest lines.", HelpName = "N", DefaultValueFactory = _ => DefaultLines };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MaxLines)
                result.AddError($"--lines must be 0 to {MaxLines}.");
        });
        var text = new Option<string?>("--text") { Description = "Lines with this text in them." };
        var job = new Option<string?>("--job") { Description = "Lines of one run of a job, by its id.", HelpName = "ID" };
        var server = new ServerOptions();
        var command = new Command("logs", "Shows the log of an app's own code.") { app, follow, level, lines, text, job };
        server.AddTo(command);
        command.SetAction((result, cancellationToken) => CommandHost.GuardAsync(
            async () =>
            {
                var query = new AppLogQuery { Level = result.GetValue(level), Limit = result.GetValue(lines), Text = result.GetValue(text), JobId = result.GetValue(job) };
                using var remote = server.Open(result, result.GetValue(app)!);
                if (remote is not null)
                {
                    await ShowAsync((wanted, token) => FindAsync(remote, wanted, token), query, result.GetValue(follow), cancellationToken);
                    return;
                }

                await host.RunAsync(
                    result.GetValue(app)!,
                    (services, of, token) => ShowAsync((wanted, ending) => services.GetRequiredService<IAppLogStore>().FindAsync(of, wanted, ending), query, result.GetValue(follow), token),
                    cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task ShowAsync(Find find, AppLogQuery query, bool follows, CancellationToken cancellationToken)
    {
        var newest = query.Limit == 0 ? await find(query with { Limit = 1 }, cancellationToken) : await find(query, cancellationToken);
        if (query.Limit > 0)
            Print(newest.Reverse());
        for (var after = newest is [var last, ..] ? last.Id : 0; follows;)
        {
            await Task.Delay(Interval, cancellationToken);
            var lines = await find(query with { After = after, Ascending = true, Limit = MaxLines }, cancellationToken);
            Print(lines);
            after = lines is [.., var end] ? end.Id : after;
        }
    }

    private static void Print(IEnumerable<AppLogLine> lines)
    {
        foreach (var (_, entry) in lines)
            Console.WriteLine($"{IsoDate.Format(entry.Time)} {AppLogLevels.NameOf(entry.Level),-5} [{entry.Source}] {entry.Message}");
    }

    private static async Task<IReadOnlyList<AppLogLine>> FindAsync(RemoteServer server, AppLogQuery query, CancellationToken cancellationToken)
    {
        var path = $"scriptlog?from=0001-01-02&level={AppLogLevels.NameOf(query.Level)}&n={query.Limit}&order={(query.Ascending ? "asc" : "desc")}"
            + (query.After is { } after ? $"&after={after}" : "")
            + (query.Text is { } text ? $"&text={Uri.EscapeDataString(text)}" : "")
            + (query.JobId is { } job ? $"&jobId={Uri.EscapeDataString(job)}" : "");
        using var answer = await server.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return [.. answer.RootElement.EnumerateArray().Select(Line)];
    }

    private static AppLogLine Line(JsonElement json)
    {
        var level = AppLogLevels.TryParse(json.GetProperty("level").GetString()!, out var known) ? known : AppLogLevel.Info;
        return new AppLogLine(
            json.GetProperty("id").GetInt64(),
            new AppLogEntry(IsoDate.Parse(json.GetProperty("timestamp").GetString()!), level, json.GetProperty("source").GetString()!, json.GetProperty("message").GetString()!));
    }
}
