using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode;

/// <summary>What callers are told when it is not the script that refuses them.</summary>
internal static class CloudFailures
{
    public static ParseException Cannot(string why) => new(ErrorCode.ScriptFailed, $"Cloud Code cannot run: {why}");

    public static ParseException Cannot(string why, Exception cause) => new(ErrorCode.ScriptFailed, $"Cloud Code cannot run: {why}", cause);

    public static ParseException Lost() => new(ErrorCode.ScriptFailed, "The worker ended while it ran this.");

    public static ParseException TimedOut(string source) => new(ErrorCode.Timeout, $"The {source} took too long.");
}
