using System.Collections.Immutable;
using System.Diagnostics;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Users;
using Xunit;

namespace BackendInfra.Server.Tests.JavaScriptSdk;

/// <summary>The official npm <c>parse</c> against the running server.</summary>
[Collection(nameof(ServerCollection))]
public sealed class JavaScriptSdkTests(TestServer server, TokenServices services) : IClassFixture<TokenServices>
{
    [Theory]
    [InlineData("sdk", "parse")]
    [InlineData("sdkpath", "apps/sdkpath/parse")]
    public async Task The_official_SDK_works_unmodified(string applicationId, string mount)
    {
        var app = await server.CreateAppAsync(applicationId, new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, AllowClientClassCreation = true, Auth = ImmutableSortedDictionary<string, AuthProviderOptions>.Empty.Add("pin", new AuthProviderOptions { Url = $"{services.Address}/own" }) });
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { Repository.PathOf("tests", "BackendInfra.Server.Tests", "JavaScriptSdk", "scenarios.mjs"), new Uri(server.Address, mount).ToString(), app.Id, app.Keys.Master },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, await output + await errors);
    }
}
