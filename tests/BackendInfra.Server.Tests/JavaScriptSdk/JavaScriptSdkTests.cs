using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Users;
using Xunit;

namespace BackendInfra.Server.Tests.JavaScriptSdk;

/// <summary>The official npm <c>parse</c>, unmodified, against the running server: one file of scenarios per theme, each in an app of its own.</summary>
[Collection(nameof(ServerCollection))]
public sealed class JavaScriptSdkTests(TestServer server, TokenServices services) : IClassFixture<TokenServices>
{
    public static TheoryData<string> Themes =>
        [.. Directory.GetFiles(Repository.PathOf("tests", "BackendInfra.Server.Tests", "Node", "sdk"), "*.mjs").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Themes))]
    public Task The_official_SDK_works_unmodified(string theme) => RunAsync(theme, $"sdk-{theme}", "parse");

    [Theory]
    [InlineData("values")]
    [InlineData("users")]
    [InlineData("files")]
    public Task The_official_SDK_works_under_an_apps_own_path(string theme) => RunAsync(theme, $"sdkpath-{theme}", $"apps/sdkpath-{theme}/parse");

    private async Task RunAsync(string theme, string applicationId, string mount)
    {
        var app = await server.CreateAppAsync(applicationId, new AppOptions
        {
            DefaultClassLevelPermissions = DefaultPermissions.Public,
            AllowClientClassCreation = true,
            Auth = ImmutableSortedDictionary<string, AuthProviderOptions>.Empty.Add("pin", new AuthProviderOptions { Url = $"{services.Address}/own" }),
        });
        await NodeScript.RunAsync($"sdk/{theme}.mjs", new Uri(server.Address, mount).ToString(), app.Id, app.Keys.Master);
    }
}
