using BackendInfra.Core.Jobs;
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
            .AddHostedService<HangfireServer>()
            .AddHostedService<JobKeeper>();
    }
}
