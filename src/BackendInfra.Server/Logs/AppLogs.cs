using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Logs;

/// <summary>What routes need of logs.</summary>
internal sealed record AppLogs(IAppLogStore Store, LogTail Tail, LogCleaner Cleaner);
