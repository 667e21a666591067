namespace BackendInfra.Core.Jobs;

/// <summary>A schedule that has something to do, or was changed.</summary>
/// <param name="Id">The object id of its <c>_JobSchedule</c>.</param>
public sealed record DueSchedule(string AppId, string Id);
