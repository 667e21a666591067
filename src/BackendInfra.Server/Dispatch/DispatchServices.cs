using BackendInfra.Core.Jobs;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Plugins;

namespace BackendInfra.Server.Dispatch;

/// <summary>Registers what finds and runs apps' code. Carriers are asked in the order in which they are registered.</summary>
internal static class DispatchServices
{
    public static IServiceCollection AddDispatch(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(provider => PluginLoader.Load(configuration, provider))
        .AddSingleton<PluginTriggers>()
        .AddSingleton<CodeBodies>()
        .AddSingleton<CodeTriggers>()
        .AddSingleton<FileTriggers>()
        .AddSingleton<TriggeredConfig>()
        .AddSingleton<ITriggerDispatcher, AppTriggers>()
        .AddSingleton<UserTriggers>()
        .AddSingleton<IFunctionDispatcher, AppFunctions>()
        .AddSingleton<IJobDispatcher, AppJobs>();
}
