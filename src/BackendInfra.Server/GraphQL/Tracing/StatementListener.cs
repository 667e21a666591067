using System.Collections.Concurrent;
using System.Diagnostics;

namespace BackendInfra.Server.GraphQL.Tracing;

/// <summary>Hears the statements of one operation by the activities of the database's driver. Nobody listens while no operation is traced.</summary>
internal sealed class StatementListener : IDisposable
{
    private const string Source = "Npgsql";

    private readonly Activity _operation = new Activity("GraphQL operation").SetIdFormat(ActivityIdFormat.W3C);
    private readonly ConcurrentQueue<(string Text, double Milliseconds)> _heard = new();
    private readonly ActivityListener _listener;

    public StatementListener()
    {
        // The activity flows to everything that the operation awaits, and to nothing else.
        _operation.Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => IsOwn(options.Parent.SpanId) ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = Hear,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The round trips in the order in which they ended, each with its statements in theirs.</summary>
    public IEnumerable<(string[] Statements, double Milliseconds)> RoundTrips() =>
        _heard.Select(trip => (trip.Text.Split(";\n", StringSplitOptions.RemoveEmptyEntries), trip.Milliseconds));

    public void Dispose()
    {
        _listener.Dispose();
        _operation.Dispose();
    }

    private bool IsOwn(ActivitySpanId parent) => parent == _operation.SpanId;

    private void Hear(Activity activity)
    {
        if (IsOwn(activity.ParentSpanId) && activity.TagObjects.FirstOrDefault(tag => tag.Key is "db.query.text" or "db.statement").Value is string text)
            _heard.Enqueue((text, activity.Duration.TotalMilliseconds));
    }
}
