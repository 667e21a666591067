using BackendInfra.Core.Jobs;
using BackendInfra.Server.Jobs.Platform;
using BackendInfra.Server.Jobs.Schedules;
using Hangfire;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BackendInfra.Server.Jobs;

/// <summary>Registers jobs.</summary>
internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<IJobDispatcher, NoJobs>();
        return services
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
}
