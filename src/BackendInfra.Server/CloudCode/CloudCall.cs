using BackendInfra.Core.Apps;

namespace BackendInfra.Server.CloudCode;

/// <summary>One call of an app's script.</summary>
/// <param name="Source">What logs and messages call it, such as <c>function calculateSales</c>.</param>
/// <param name="Body">The JSON object that its handler is shown.</param>
internal sealed record CloudCall(App App, CloudCallKind Kind, string Source, ReadOnlyMemory<byte> Body)
{
    /// <summary>How many triggers and functions are at work around it.</summary>
    public int Depth { get; init; }

    /// <summary>What lets the script's own requests share the transaction that waits for it; null without one.</summary>
    public string? Transaction { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The run of a job (<c>_JobStatus</c>) that it is; null for what is none.</summary>
    public string? JobId { get; init; }

    /// <summary>Takes what a job says of its progress.</summary>
    public Func<string, Task>? Report { get; init; }

    /// <summary>The frame's name of the kind.</summary>
    public string KindName => Kind switch
    {
        CloudCallKind.Function => "function",
        CloudCallKind.Trigger => "trigger",
        _ => "job",
    };
}
