using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Throttling;

/// <summary>Counts operations against an app's <c>rateLimit</c>: requests, parts of batches, and GraphQL's root fields alike.</summary>
internal sealed class RateLimits(TimeProvider time)
{
    private readonly FixedWindows _windows = new(time);

    /// <param name="method">After a method override.</param>
    /// <param name="path">Below the mount, such as <c>classes/Product</c>.</param>
    /// <exception cref="ParseException">429 with code 100.</exception>
    public void Require(Caller caller, string method, string path) => Require(caller, method, path, cost: null);

    /// <summary>Counts the cost of a GraphQL operation, for limits that have a <c>requestCost</c>.</summary>
    /// <exception cref="ParseException">429 with code 100.</exception>
    public void RequireCost(Caller caller, long cost) => Require(caller, "POST", "graphql", cost);

    /// <summary>Whether any limit asks what operations cost.</summary>
    public static bool CountsCost(App app) => app.Options.RateLimit.Any(rule => rule.RequestCost is not null);

    private void Require(Caller caller, string method, string path, long? cost)
    {
        var rules = caller.App.Options.RateLimit;
        if (rules.IsEmpty && caller.App.CloudCode is null)
            return;

        var segments = Canonical(path);
        if (cost is null && FunctionLimits.Of(caller.App, segments) is { } own)
            Count(caller, own, method, $"function {segments[1]}", 1);
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            if (rule.RequestCost is null == cost is null && RoutePattern.Matches(rule.RequestPath, segments))
                Count(caller, rule, method, $"{i}", (int)Math.Min(cost ?? 1, int.MaxValue));
        }
    }

    private void Count(Caller caller, RateLimitOptions rule, string method, string name, int amount)
    {
        if ((caller.Principal.IsUnrestricted && !rule.IncludeMasterKey) || (!rule.RequestMethods.IsDefaultOrEmpty && !rule.RequestMethods.Contains(method)))
            return;
        if (!_windows.TryAdd($"{caller.App.Id}\n{name}\n{Zone(rule, caller)}", rule.RequestCost ?? rule.RequestCount, TimeSpan.FromMilliseconds(rule.RequestTimeWindow), amount))
            throw TooMany(rule.ErrorResponseMessage ?? "Too many requests.");
    }

    public void Forget(App app) => _windows.Forget($"{app.Id}\n");

    public static ParseException TooMany(string message) => new(ErrorCode.ConnectionFailed, message) { HttpStatus = StatusCodes.Status429TooManyRequests };

    /// <summary>A class with routes of its own is counted under one name, whichever of them is used.</summary>
    private static string[] Canonical(string path)
    {
        var segments = path.Trim('/').Split('/');
        var own = segments is ["classes", var className, ..] ? className switch
        {
            UserClass.Name => "users",
            RoleClass.Name => "roles",
            SessionClass.Name => "sessions",
            InstallationClass.Name => "installations",
            _ => null,
        } : null;
        return own is null ? segments : [own, .. segments[2..]];
    }

    private static string Zone(RateLimitOptions rule, Caller caller) => rule.Zone switch
    {
        RateLimitZone.Global => "",
        RateLimitZone.User when caller.Principal.UserId is { } user => $"user {user}",
        RateLimitZone.Session when caller.Session is { } session => $"session {session.ObjectId}",
        _ => $"ip {ClientAddress.KeyOf(caller.Address)}",
    };
}
