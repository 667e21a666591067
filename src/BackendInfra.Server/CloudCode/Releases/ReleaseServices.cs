using BackendInfra.Server.Apps;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Registers deployment.</summary>
internal static class ReleaseServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ModuleInstaller>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReleaseFolders>(provider, ReleaseRoot.Of(configuration)));
        services.AddSingleton<IReleaseFolders>(provider => provider.GetRequiredService<ReleaseFolders>());
        services.AddSingleton<ReleaseDeployer>();
        services.AddSingleton<SampleShopCode>();
        return services;
    }
}
