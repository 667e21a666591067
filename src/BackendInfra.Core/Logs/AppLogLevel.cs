namespace BackendInfra.Core.Logs;

/// <summary>How grave a line of an app's log is.</summary>
public enum AppLogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}
