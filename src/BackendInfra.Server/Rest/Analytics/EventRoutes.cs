using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Analytics;

/// <summary>
/// <c>/events/AppOpened</c> and <c>/events/name</c> (Parse.Analytics). Events are checked and not kept, as in a Parse Server
/// without an analytics adapter.
/// </summary>
internal static class EventRoutes
{
    private const int MaxNameLength = 128;

    public static readonly ImmutableArray<RestRoute> All = [new("POST", "events/{name}", RouteLevel.Anyone, TrackAsync)];

    /// <exception cref="ParseException">160 what can be no event's name, 107 dimensions that are no object.</exception>
    private static Task TrackAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var name = request.Match.Name;
        if (name.Length is 0 or > MaxNameLength || !char.IsLetter(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' '))
            throw new ParseException(ErrorCode.InvalidEventName, $"Invalid event name: {Excerpt.Of(name)}");
        if (request.Body.Find("dimensions") is { ValueKind: not JsonValueKind.Object })
            throw Refusals.InvalidJson("dimensions must be an object.");
        request.Answer.WriteEmptyObject();
        return Task.CompletedTask;
    }
}
