using BackendInfra.Core.Apps;
using BackendInfra.Core.Logs;

namespace BackendInfra.Server.CloudCode;

/// <summary>For hosts that keep no logs of apps.</summary>
internal sealed class NoAppLog : IAppLog
{
    public void Write(App app, AppLogEntry entry)
    {
    }
}
