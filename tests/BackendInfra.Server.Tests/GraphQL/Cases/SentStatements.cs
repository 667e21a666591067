using System.Collections.Concurrent;
using System.Diagnostics;

namespace BackendInfra.Server.Tests.GraphQL.Cases;

/// <summary>Hears every statement that the server sends to PostgreSQL, by the trace of the request that it belongs to.</summary>
internal sealed class SentStatements : IDisposable
{
    private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<Activity>> _requests = new();
    private readonly ActivityListener _listener;

    public SentStatements()
    {
        _listener = new ActivityListener
        {
            // The request's own activity carries the trace from the header to the statements.
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (_requests.TryGetValue(activity.TraceId, out var statements))
                    statements.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Begins to listen to a request.</summary>
    /// <returns>What the request names in its header <c>traceparent</c>.</returns>
    public ActivityTraceId Begin()
    {
        var trace = ActivityTraceId.CreateRandom();
        _requests[trace] = new ConcurrentQueue<Activity>();
        return trace;
    }

    /// <summary>The statements of a request that has been answered, in the order in which they ended.</summary>
    public IReadOnlyList<string> End(ActivityTraceId trace) =>
        _requests.TryRemove(trace, out var statements)
            ? [.. statements.SelectMany(activity => TextOf(activity).Split(";\n", StringSplitOptions.RemoveEmptyEntries))]
            : [];

    /// <summary>The statements of one round trip, as Npgsql joins those of a batch.</summary>
    private static string TextOf(Activity activity) =>
        activity.TagObjects.FirstOrDefault(tag => tag.Key is "db.query.text" or "db.statement").Value as string ?? "";

    public void Dispose() => _listener.Dispose();
}
