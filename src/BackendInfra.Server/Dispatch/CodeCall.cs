using BackendInfra.Core.Apps;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.Dispatch;

/// <summary>A call of an app's code elsewhere: a function, a job, or a trigger.</summary>
/// <param name="Name">The function's, the job's or the trigger's.</param>
/// <param name="Body">The JSON object that it is sent.</param>
internal sealed record CodeCall(App App, CodeKind Kind, string Name, ReadOnlyMemory<byte> Body, RequestOrigin Origin)
{
    /// <summary>The class of a trigger, or what stands for one; null for a function and a job.</summary>
    public string? ClassName { get; init; }

    public TriggerKinds Trigger { get; init; }

    /// <summary>The token of the transaction that waits for it; null outside of one.</summary>
    public string? Transaction { get; init; }

    /// <summary>The run of a job (<c>_JobStatus</c>) that it is; null for what is none.</summary>
    public string? JobId { get; init; }

    /// <summary>Takes what a job says of its progress.</summary>
    public Func<string, Task>? Report { get; init; }

    /// <summary>What logs and messages call it, such as <c>function calculateSales</c>.</summary>
    public string Source => Kind switch
    {
        CodeKind.Function => $"function {Name}",
        CodeKind.Job => $"job {Name}",
        _ => $"{Name} {ClassName}",
    };
}
