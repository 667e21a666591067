using System.Reflection;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Server.CloudCode.Releases;

namespace BackendInfra.Server.Apps;

/// <summary>Deploys the sample shop's own code (<c>schema/shop/cloud</c>, inside the program), unless something was deployed there before.</summary>
internal sealed class SampleShopCode(IReleaseStore store, ISchemaRegistry registry, ReleaseDeployer deployer, ILogger<SampleShopCode> log)
{
    private const string Code = "shop/cloud/";

    private static readonly Assembly Resources = typeof(SampleShopCode).Assembly;

    /// <summary>The server must listen already. One that cannot run code, having no Node, goes on without.</summary>
    public async Task EnsureAsync(App shop, CancellationToken cancellationToken)
    {
        if (!await IsWantedAsync(shop, cancellationToken))
            return;
        try
        {
            await deployer.DeployAsync(shop, Bundle(), "The sample shop", isDryRun: false, _ => { }, cancellationToken);
        }
        catch (Exception exception) when (exception is ParseException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The sample shop has no Cloud Code: {Message}", exception.Message);
        }
    }

    internal static ReleaseBundle Bundle() => ReleaseBundle.Of(
        Resources.GetManifestResourceNames().Where(name => name.StartsWith(Code, StringComparison.Ordinal)).Select(name => new BundleFile(name[Code.Length..].Replace('\\', '/'), Read(name))), []);

    /// <summary>A shop whose owner has made something else of it keeps what he made.</summary>
    private async Task<bool> IsWantedAsync(App shop, CancellationToken cancellationToken) =>
        (await store.ListAsync(shop, cancellationToken)).Count == 0 && (await registry.GetAsync(shop, cancellationToken)).Find("Order") is not null;

    private static byte[] Read(string resource)
    {
        using var stream = Resources.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
