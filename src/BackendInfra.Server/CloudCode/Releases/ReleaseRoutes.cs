using System.Globalization;
using System.Security.Cryptography;
using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Rest.Server;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>What is deployed, for the master key; <c>releases/latest</c> and <c>scripts/…</c> are what Parse Dashboard asks for.</summary>
internal static class ReleaseRoutes
{
    private const string PublicFolder = "public/";

    public static RestRoute[] All =>
    [
        new("GET", "cloud_code/releases", RouteLevel.MasterRead, ListAsync),
        new("GET", "cloud_code/releases/{name}", RouteLevel.MasterRead, GetAsync),
        new("GET", "releases/latest", RouteLevel.MasterRead, LatestAsync),

        // Secrets may stand in a script; the read-only key does not open it.
        new("GET", "scripts/{**name}", RouteLevel.MasterWrite, ScriptAsync),
    ];

    /// <summary>The number of a release in a path.</summary>
    /// <exception cref="ParseException">101 for what is no number.</exception>
    public static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Missing(text);

    public static ParseException Missing(string number) => new(ErrorCode.ObjectNotFound, $"There is no release {Excerpt.Of(number)}.");

    private static async Task ListAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var releases = await request.Data.Services.Releases.ListAsync(request.Caller.App, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var release in releases)
                ReleasesJson.Write(json, release);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">101 when there is none.</exception>
    private static async Task GetAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var number = Number(request.Match.Name);
        var store = request.Data.Services.Releases;
        var release = await store.FindAsync(request.Caller.App, number, cancellationToken) ?? throw Missing(request.Match.Name);
        var bundle = await BundleAsync(store, request.Caller.App, number, cancellationToken) ?? throw Missing(request.Match.Name);
        request.Answer.Write(json => ReleasesJson.Write(json, release, bundle.Files));
    }

    /// <summary>The active release as a list of one, with the scripts' checksums as JSON in JSON; an empty list without one.</summary>
    private static async Task LatestAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var (app, store) = (request.Caller.App, request.Data.Services.Releases);
        var release = app.CloudCode is { } active ? await store.FindAsync(app, active.Number, cancellationToken) : null;
        var bundle = release is null ? null : await BundleAsync(store, app, release.Number, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartArray();
            if (release is not null && bundle is not null)
            {
                var version = release.Number.ToString(CultureInfo.InvariantCulture);
                json.WriteStartObject();
                json.WriteString("version", version);
                json.WriteString("parseVersion", ServerInfoRoute.ParseServerVersion);
                json.WriteNumber("timestamp", release.CreatedAt.ToUnixTimeMilliseconds());
                json.WriteString("checksums", Scripts(bundle, file => Convert.ToHexStringLower(SHA256.HashData(file.Content.Span))));
                json.WriteString("userFiles", Scripts(bundle, _ => version));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>A script's source as a JSON text.</summary>
    /// <exception cref="ParseException">101 when the active release has no such script.</exception>
    private static async Task ScriptAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var app = request.Caller.App;
        var bundle = app.CloudCode is { } active ? await BundleAsync(request.Data.Services.Releases, app, active.Number, cancellationToken) : null;
        var script = bundle?.Find(Uri.UnescapeDataString(request.Match.Name)) is { } file && IsScript(file)
            ? file
            : throw new ParseException(ErrorCode.ObjectNotFound, $"There is no script {Excerpt.Of(request.Match.Name)}.");
        request.Answer.Write(json => json.WriteStringValue(script.Content.Span));
    }

    private static string Scripts(ReleaseBundle bundle, Func<BundleFile, string> value) => ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("cloud");
        foreach (var file in bundle.Files.Where(IsScript))
            json.WriteString(file.Path, value(file));
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static bool IsScript(BundleFile file) => !file.Path.StartsWith(PublicFolder, StringComparison.Ordinal) && System.Text.Unicode.Utf8.IsValid(file.Content.Span);

    private static async Task<ReleaseBundle?> BundleAsync(IReleaseStore store, App app, int number, CancellationToken cancellationToken) =>
        await store.ReadBundleAsync(app, number, cancellationToken) is { } zip ? await BundleReader.ReadStoredAsync(zip, cancellationToken) : null;
}
