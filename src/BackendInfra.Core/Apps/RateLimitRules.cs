using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Apps;

/// <summary>What limits of rates must fulfil.</summary>
internal static class RateLimitRules
{
    private const int MaxRules = 100, MaxCount = 10_000_000, MaxSeconds = 86_400, MaxText = 500;

    /// <exception cref="ParseException">107, naming the option.</exception>
    public static void Require(AppOptions options)
    {
        Require(options.RateLimit.Length <= MaxRules, "rateLimit", $"at most {MaxRules} limits");
        foreach (var rule in options.RateLimit)
        {
            Require(rule is not null && rule.RequestPath is { Length: > 0 and <= MaxText }, "rateLimit.requestPath", "a path");
            Require(rule!.RequestCost is null or > 0, "rateLimit.requestCost", "a positive number");
            Require(rule.RequestCost is null ? rule.RequestCount is > 0 and <= MaxCount : rule.RequestCount == 0, "rateLimit.requestCount", "a positive number, and not beside requestCost");
            Require(rule.RequestTimeWindow is > 0 and <= MaxSeconds * 1000, "rateLimit.requestTimeWindow", "milliseconds, at most a day");
            Require(rule.ErrorResponseMessage is null or { Length: <= MaxText }, "rateLimit.errorResponseMessage", $"at most {MaxText} characters");
            Require(!rule.RequestMethods.IsDefault && rule.RequestMethods.All(method => method is "GET" or "POST" or "PUT" or "DELETE"), "rateLimit.requestMethods", "GET, POST, PUT and DELETE");
        }

        var logIn = options.LogInLimit;
        Require(logIn.PerAddress is null or (> 0 and <= MaxCount), "logInLimit.perAddress", "a positive number");
        Require(logIn.PerName is null or (> 0 and <= MaxCount), "logInLimit.perName", "a positive number");
        Require(logIn.MailsPerName is null or (> 0 and <= MaxCount), "logInLimit.mailsPerName", "a positive number");
        Require(logIn.Window is > 0 and <= MaxSeconds, "logInLimit.window", "seconds, at most a day");
        Require(logIn.MailWindow is > 0 and <= MaxSeconds, "logInLimit.mailWindow", "seconds, at most a day");
    }

    private static void Require(bool holds, string option, string wanted)
    {
        if (!holds)
            throw Refusals.InvalidJson($"The option {option} must be {wanted}.");
    }
}
