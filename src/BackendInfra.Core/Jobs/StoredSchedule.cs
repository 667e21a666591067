namespace BackendInfra.Core.Jobs;

/// <summary>A schedule as it is stored.</summary>
/// <param name="Fields">A JSON object: the fields of its <c>_JobSchedule</c> in the plain form in which they are stored.</param>
/// <param name="ChangedAt">When it was made, or changed last.</param>
/// <param name="DueAt">When it was to run; null when it is new, or was changed.</param>
public sealed record StoredSchedule(string Id, string Fields, DateTimeOffset ChangedAt, DateTimeOffset? DueAt);
