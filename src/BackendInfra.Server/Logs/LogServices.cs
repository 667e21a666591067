using BackendInfra.Core.Logs;

namespace BackendInfra.Server.Logs;

/// <summary>Registers logs, and what routes need of them.</summary>
internal static class LogServices
{
    public static IServiceCollection AddLogs(this IServiceCollection services) => services
        .AddSingleton<AppLog>()
        .AddSingleton<IAppLog>(provider => provider.GetRequiredService<AppLog>())
        .AddSingleton<LogTail>()
        .AddSingleton<LogCleaner>()
        .AddSingleton<AppLogs>()
        .AddHostedService<AppLogWriter>();
}
