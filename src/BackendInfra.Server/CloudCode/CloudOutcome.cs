using BackendInfra.Core.Errors;
using BackendInfra.Server.CloudCode.Frames;

namespace BackendInfra.Server.CloudCode;

/// <summary>How a call in one worker ended.</summary>
internal abstract record CloudOutcome;

internal sealed record AnsweredOutcome(ResultFrame Result) : CloudOutcome;

internal sealed record RefusedOutcome(ParseException Refusal) : CloudOutcome;

/// <summary>The worker ended before the handler ran, so that another may run it.</summary>
internal sealed record NotStartedOutcome : CloudOutcome
{
    public static readonly NotStartedOutcome Instance = new();
}
