using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;
using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.CloudCode;

/// <summary>Passes what one worker says to its app's log: lines of bounded length, and only so many a second.</summary>
internal sealed class WorkerLog(App app, IAppLog log, TimeProvider time)
{
    /// <summary>The source of lines that belong to no call.</summary>
    public const string Own = "cloud code";

    private const int MaxLines = 500;
    private const int MaxLength = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _windowStart = time.GetTimestamp();
    private int _lines, _lost;

    public void Write(AppLogLevel level, string source, string message, CodeCall? call = null)
    {
        if (!Admit(out var lost))
            return;
        if (lost > 0)
            Pass(AppLogLevel.Warn, Own, $"{lost} lines were lost: more than {MaxLines} came within a second.", null);
        Pass(level, source, message, call);
    }

    private void Pass(AppLogLevel level, string source, string message, CodeCall? call) => log.Write(
        app,
        new AppLogEntry(time.GetUtcNow(), level, Short(source), Short(message)) { RequestId = call?.Origin.RequestId, JobId = call?.JobId });

    private bool Admit(out int lost)
    {
        lock (_lock)
        {
            lost = 0;
            if (time.GetElapsedTime(_windowStart) >= Window)
            {
                (lost, _lost, _lines) = (_lost, 0, 0);
                _windowStart = time.GetTimestamp();
            }

            if (++_lines <= MaxLines)
                return true;
            _lost++;
            return false;
        }
    }

    private static string Short(string text) => text.Length <= MaxLength ? text : $"{text.AsSpan(0, MaxLength)}…";
}
