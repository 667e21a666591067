using BackendInfra.Server.Jobs.Platform;
using BackendInfra.Server.Jobs.Schedules;
using Hangfire;

namespace BackendInfra.Server.Jobs;

/// <summary>Registers jobs.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(JobSettings.Of(configuration))
        .AddSingleton(provider => new Lazy<JobStorage>(provider.GetRequiredService<JobStorage>))
        .AddSingleton<JobQueue>()
        .AddSingleton<RunningJobs>()
        .AddSingleton<JobLog>()
        .AddSingleton<JobRuns>()
        .AddSingleton<JobRunner>()
        .AddSingleton<HangfireJobs>()
        .AddSingleton<PlatformJobs>()
        .AddHostedService<HangfireServer>()
        .AddHostedService<JobKeeper>()
        .AddHostedService<ScheduleRunner>();
}
