using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Routing;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest.Users;

/// <summary><c>POST /challenge</c> (reference §3).</summary>
internal static class ChallengeRoutes
{
    public static RestRoute[] All => [new("POST", "challenge", RouteLevel.Anyone, RunAsync) { IgnoresSession = true }];

    /// <exception cref="ParseException">As <see cref="Challenges"/>.</exception>
    private static async Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var challengeData = request.Body.Find("challengeData") is { } sent ? ParseJson.Read(sent) : null;
        var response = await request.Data.Services.Challenges.RunAsync(request.Caller, UserRoutes.LogInOf(request), challengeData, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("challengeData");
            ParseJsonWriter.WriteWire(json, response);
            json.WriteEndObject();
        });
    }
}
