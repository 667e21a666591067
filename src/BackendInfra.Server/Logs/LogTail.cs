using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Logs;

/// <summary>Follows a log, whichever server its lines come from, until the reader goes or the server stops.</summary>
internal sealed class LogTail(IAppLogStore store, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int Page = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>After so long without a line a blank one is sent, so that a reader who has gone is noticed.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <param name="query">Which lines; those after <see cref="AppLogQuery.After"/>, or those to come.</param>
    /// <param name="asEvents">Whether they are written as server-sent events; else a JSON object per line.</param>
    public async Task WriteAsync(App app, AppLogQuery query, bool asEvents, PipeWriter output, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            var after = query.After ?? await store.LastIdAsync(app, ending.Token);

            // The reader learns that what happens from now on reaches him.
            await output.WriteAsync(Blank(asEvents), ending.Token);
            var silentSince = time.GetTimestamp();
            while (true)
            {
                var lines = await store.FindAsync(app, query with { After = after, Ascending = true, Limit = Page }, ending.Token);
                foreach (var line in lines)
                    Write(output, line, asEvents);
                if (lines is [.., var last])
                    after = last.Id;
                if (lines.Count > 0 || time.GetElapsedTime(silentSince) >= Silence)
                {
                    await output.WriteAsync(lines.Count > 0 ? ReadOnlyMemory<byte>.Empty : Blank(asEvents), ending.Token);
                    silentSince = time.GetTimestamp();
                }

                if (lines.Count < Page)
                    await Task.Delay(Interval, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private static void Write(PipeWriter output, AppLogLine line, bool asEvents)
    {
        if (asEvents)
            output.Write(Encoding.ASCII.GetBytes($"id: {line.Id}\ndata: "));
        using (var json = new Utf8JsonWriter(output, ParseJsonText.WriterOptions))
            LogJson.Write(json, line);
        output.Write(asEvents ? "\n\n"u8 : "\n"u8);
    }

    private static ReadOnlyMemory<byte> Blank(bool asEvents) => asEvents ? ":\n\n"u8.ToArray() : "\n"u8.ToArray();
}
