using BackendInfra.Core.Logs;
using BackendInfra.Server.CloudCode.Containment;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BackendInfra.Server.CloudCode;

/// <summary>Registers Cloud Code.</summary>
internal static class CloudServices
{
    public static IServiceCollection AddCloudCode(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(CloudSettings.Of(configuration));
        services.AddSingleton<NodeProgram>();
        services.AddSingleton<WorkerUsers>();
        services.AddSingleton<ServerUrl>();
        services.AddSingleton<WorkerLauncher>();
        services.AddSingleton<Func<WorkerLauncher>>(provider => () => provider.GetRequiredService<WorkerLauncher>());
        services.TryAddSingleton<IAppLog, NoAppLog>();
        services.TryAddSingleton<IReleaseFolders, NoReleaseFolders>();
        services.AddSingleton<CloudWorkers>();
        services.AddHostedService(provider => provider.GetRequiredService<CloudWorkers>());
        return services;
    }
}
