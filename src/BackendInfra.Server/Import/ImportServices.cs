using BackendInfra.Server.Apps;
using BackendInfra.Server.Export;

namespace BackendInfra.Server.Import;

/// <summary>What moves data in and out, for the server and for command lines alike.</summary>
internal static class ImportServices
{
    public static IServiceCollection AddImportAndExport(this IServiceCollection services) => services
        .AddSingleton<Importer>()
        .AddSingleton<Exporter>()
        .AddSingleton<SampleShop>();
}
