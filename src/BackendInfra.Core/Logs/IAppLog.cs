using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Logs;

/// <summary>Writes apps' logs.</summary>
public interface IAppLog
{
    /// <summary>Takes a line to be stored. It never waits and never fails: under a flood the oldest lines that are not yet stored are lost, and their number is logged.</summary>
    void Write(App app, AppLogEntry entry);
}
