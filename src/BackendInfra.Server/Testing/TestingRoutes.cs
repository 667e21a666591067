using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Testing;

/// <summary>What test suites do to an app between tests. These routes exist only while <see cref="TestingMode"/> is on.</summary>
internal static class TestingRoutes
{
    public static readonly ImmutableArray<RestRoute> All =
    [
        new("POST", "testing/reset", RouteLevel.MasterWrite, ResetAsync) { IsForTesting = true },
        new("POST", "testing/reconfigure", RouteLevel.MasterWrite, ReconfigureAsync) { IsForTesting = true },
    ];

    /// <summary>Empties the app.</summary>
    private static async Task ResetAsync(RestRequest request, CancellationToken cancellationToken)
    {
        RequireAlone(request);
        var services = request.Data.Services.Testing;
        await services.Reset.ResetAsync(request.Caller.App, cancellationToken);
        services.ForgetCounts(request.Caller.App);
        request.Answer.WriteEmptyObject();
    }

    /// <summary>Sets the options that the body names over those that the app had before tests changed any, and answers all of them.</summary>
    /// <exception cref="ParseException">107 an option that does not exist, or a value that it cannot have.</exception>
    private static async Task ReconfigureAsync(RestRequest request, CancellationToken cancellationToken)
    {
        RequireAlone(request);
        var services = request.Data.Services.Testing;
        var app = request.Caller.App;
        using var changes = JsonDocument.Parse(Changes(request), ParseJson.DocumentOptions);
        var options = AppOptionsJson.Change(services.Baselines.Of(app), changes.RootElement);

        // From here on this server reads the app anew; the answer comes after that.
        var changed = await services.Apps.ChangeAsync(app, options, cancellationToken);
        request.Answer.Write(json => json.WriteRawValue(AppOptionsJson.Write(changed.Options), skipInputValidation: true));
    }

    private static void RequireAlone(RestRequest request)
    {
        if (request.Data.IsInTransaction)
            throw new ParseException(ErrorCode.CommandUnavailable, "Testing routes are no part of a transaction.");
    }

    /// <summary>The body without the members in which SDKs send headers.</summary>
    private static byte[] Changes(RestRequest request) => Encoding.UTF8.GetBytes(ParseJsonText.Text(json =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in request.Body.Members())
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }));
}
