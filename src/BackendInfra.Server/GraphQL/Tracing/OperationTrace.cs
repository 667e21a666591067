using System.Diagnostics;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.GraphQL.Tracing;

/// <summary>
/// What <c>extensions.tracing</c> tells of one operation: times, round trips to PostgreSQL with their SQL, and what each root
/// field gave. It holds no values of parameters. Made only when the master key asks, so that others pay a null check.
/// </summary>
internal sealed class OperationTrace : IDisposable
{
    private readonly StatementListener _statements = new();
    private readonly List<(string Key, long? Rows, long Bytes)> _fields = [];
    private readonly double[] _stages = new double[Enum.GetValues<TraceStage>().Length];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();

    public bool DocumentCached { get; set; }

    public bool PlanCached { get; set; }

    /// <summary>Ends a stage: the time since the end of the one before is its own.</summary>
    public void End(TraceStage stage)
    {
        var now = Stopwatch.GetTimestamp();
        _stages[(int)stage] += Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds;
        _last = now;
    }

    /// <param name="rows">Null for a field that reads none by itself.</param>
    /// <param name="bytes">The length of its JSON.</param>
    public void Field(string key, long? rows, long bytes) => _fields.Add((key, rows, bytes));

    public string Json() => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteNumber("totalMs", Rounded(Stopwatch.GetElapsedTime(_start).TotalMilliseconds));
        foreach (var stage in Enum.GetValues<TraceStage>())
            json.WriteNumber($"{stage.ToString().ToLowerInvariant()}Ms", Rounded(_stages[(int)stage]));
        json.WriteBoolean("documentCached", DocumentCached);
        json.WriteBoolean("planCached", PlanCached);
        json.WriteStartArray("fields");
        foreach (var (key, rows, bytes) in _fields)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            if (rows is { } count)
                json.WriteNumber("rows", count);
            json.WriteNumber("bytes", bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("roundTrips");
        foreach (var (statements, milliseconds) in _statements.RoundTrips())
        {
            json.WriteStartObject();
            json.WriteNumber("ms", Rounded(milliseconds));
            json.WriteStartArray("sql");
            foreach (var sql in statements)
                json.WriteStringValue(sql);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public void Dispose() => _statements.Dispose();

    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 3);
}
