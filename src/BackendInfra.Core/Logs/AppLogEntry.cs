namespace BackendInfra.Core.Logs;

/// <summary>A line of an app's log.</summary>
/// <param name="Source">What wrote it, such as <c>function calculateSales</c>, <c>job printSales</c> or <c>beforeSave Order</c>.</param>
/// <param name="Message">As it was written. Nobody's keys, tokens or passwords.</param>
public sealed record AppLogEntry(DateTimeOffset Time, AppLogLevel Level, string Source, string Message)
{
    /// <summary>The request that it belongs to; null outside of one.</summary>
    public string? RequestId { get; init; }

    /// <summary>The object id of the run of a job (<c>_JobStatus</c>) that it belongs to; null outside of one.</summary>
    public string? JobId { get; init; }
}
