namespace BackendInfra.Core.Logs;

/// <summary>Levels as clients write them.</summary>
public static class AppLogLevels
{
    public static string NameOf(AppLogLevel level) => level switch
    {
        AppLogLevel.Debug => "debug",
        AppLogLevel.Warn => "warn",
        AppLogLevel.Error => "error",
        _ => "info",
    };

    public static bool TryParse(string name, out AppLogLevel level)
    {
        (level, var known) = name switch
        {
            "debug" or "verbose" or "silly" => (AppLogLevel.Debug, true),
            "info" or "log" => (AppLogLevel.Info, true),
            "warn" or "warning" => (AppLogLevel.Warn, true),
            "error" => (AppLogLevel.Error, true),
            _ => (AppLogLevel.Info, false),
        };
        return known;
    }
}
