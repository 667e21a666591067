using Hangfire.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using HangfireLevel = Hangfire.Logging.LogLevel;
using Level = Microsoft.Extensions.Logging.LogLevel;

namespace BackendInfra.Server.Jobs;

/// <summary>Leads what Hangfire logs into the server's log.</summary>
internal sealed class HangfireLog(ILoggerFactory logs) : ILogProvider
{
    public ILog GetLogger(string name)
    {
        try
        {
            return new Category(logs.CreateLogger(name));
        }
        catch (ObjectDisposedException)
        {
            // Hangfire has one provider for the process, which may outlive the server that gave it.
            return new Category(NullLogger.Instance);
        }
    }

    private sealed class Category(ILogger log) : ILog
    {
        public bool Log(HangfireLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            // What it tells of its own starting and stopping is of no interest.
            var level = logLevel switch
            {
                HangfireLevel.Trace => Level.Trace,
                HangfireLevel.Debug or HangfireLevel.Info => Level.Debug,
                HangfireLevel.Warn => Level.Warning,
                HangfireLevel.Error => Level.Error,
                _ => Level.Critical,
            };
            if (messageFunc is null)
                return log.IsEnabled(level);
            log.Log(level, exception, "{Message}", messageFunc());
            return true;
        }
    }
}
