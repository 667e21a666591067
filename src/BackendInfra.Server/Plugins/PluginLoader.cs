using System.Reflection;
using System.Runtime.Loader;
using BackendInfra.Core.Plugins;

namespace BackendInfra.Server.Plugins;

/// <summary>Loads the assemblies that the setting <c>Plugins</c> names: paths, separated by commas.</summary>
internal static class PluginLoader
{
    private const string Setting = "Plugins";

    /// <exception cref="InvalidOperationException">One cannot be loaded, has no plugin, or registers what cannot be.</exception>
    public static CloudPlugins Load(IConfiguration configuration, IServiceProvider services) =>
        new([.. (configuration[Setting] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(path => Load(Path.GetFullPath(path), services))]);

    private static IEnumerable<CloudPluginBuilder> Load(string path, IServiceProvider services)
    {
        try
        {
            var types = new PluginContext(path).LoadFromAssemblyPath(path).GetExportedTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(ICloudPlugin))).ToArray();
            return types.Length > 0 ? [.. types.Select(type => Register(type, services))] : throw new InvalidOperationException("it has no public type that is an ICloudPlugin");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{Setting}: {path} cannot be used: {exception.Message}", exception);
        }
    }

    private static CloudPluginBuilder Register(Type type, IServiceProvider services)
    {
        var builder = new CloudPluginBuilder(services);
        ((ICloudPlugin)Activator.CreateInstance(type)!).Register(builder);
        return builder;
    }

    /// <summary>Finds what a plugin needs beside it, but takes the server's own assemblies from the server, so that both mean the same types.</summary>
    private sealed class PluginContext(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.Any(assembly => assembly.GetName().Name == assemblyName.Name) || _resolver.ResolveAssemblyToPath(assemblyName) is not { } file
                ? null
                : LoadFromAssemblyPath(file);
    }
}
