using BackendInfra.Core.Files;

namespace BackendInfra.Server.Files;

/// <summary>Registers the file store that the settings choose: <c>Files:Store</c> is <c>folder</c> (the default) or <c>s3</c>.</summary>
internal static class FileServices
{
    public static IServiceCollection AddFiles(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IFileStore>(provider => configuration["Files:Store"] switch
        {
            null or "" or "folder" => new FolderFileStore(Folder(configuration), provider.GetRequiredService<TimeProvider>()),
            "s3" => S3FileStore.Create(configuration.GetSection("Files:S3")),
            var other => throw new InvalidOperationException($"Files:Store is '{other}'; it must be folder or s3."),
        });
        services.AddSingleton<FileUploads>();
        services.AddSingleton<FileCleaner>();
        return services;
    }

    private static string Folder(IConfiguration configuration) =>
        Path.GetFullPath(configuration["Files:Folder"] ?? Path.Combine(configuration["Postgres:DataDirectory"] ?? ".backendinfra", "files"));
}
