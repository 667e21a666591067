using BackendInfra.Server.CloudCode.Containment;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Dispatch;

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
        services.AddSingleton<CloudWorkers>();
        services.AddSingleton<ICodeCarrier, CloudCarrier>();
        services.AddSingleton<ICloudTrial>(provider => provider.GetRequiredService<CloudWorkers>());
        services.AddHostedService(provider => provider.GetRequiredService<CloudWorkers>());
        return services;
    }
}
