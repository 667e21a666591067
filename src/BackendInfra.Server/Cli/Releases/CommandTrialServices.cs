using BackendInfra.Server.CloudCode;
using BackendInfra.Server.CloudCode.Containment;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Cli.Releases;

/// <summary>Registers what a command needs to try a script, and no more: it keeps no workers.</summary>
internal static class CommandTrialServices
{
    /// <summary>Where a script finds the server, if there is one at all while it loads.</summary>
    private const string DefaultServerUrl = "http://localhost:1337/parse";

    public static IServiceCollection AddCommandTrial(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = CloudSettings.Of(configuration);
        services.AddSingleton(settings with { ServerUrl = settings.ServerUrl ?? DefaultServerUrl });
        services.AddSingleton<NodeProgram>();
        services.AddSingleton<WorkerUsers>();
        services.AddSingleton<ServerUrl>();
        services.AddSingleton<ICloudTrial, CommandTrial>();
        return services;
    }
}
