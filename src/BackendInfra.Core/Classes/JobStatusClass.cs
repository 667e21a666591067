using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary><c>_JobStatus</c>: a run of a job, while it is under way and afterwards. An app has the class from its first run on; only the master key reaches it.</summary>
public static class JobStatusClass
{
    public const string Name = "_JobStatus";
    public const string JobName = "jobName";

    /// <summary>Who asked for the run: <c>api</c> or <c>schedule</c>.</summary>
    public const string Source = "source";

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public const string Status = "status";

    public const string Message = "message";
    public const string Parameters = "params";
    public const string FinishedAt = "finishedAt";

    /// <summary>How often the run has begun.</summary>
    public const string Attempts = "attempts";

    /// <summary>The schedule that asked for the run.</summary>
    public const string ScheduleId = "scheduleId";

    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(JobName, FieldType.String),
        new FieldDefinition(Source, FieldType.String),
        new FieldDefinition(Status, FieldType.String),
        new FieldDefinition(Message, FieldType.String),
        new FieldDefinition(Parameters, FieldType.Object),
        new FieldDefinition(FinishedAt, FieldType.Date),
        new FieldDefinition(Attempts, FieldType.Number),
        new FieldDefinition(ScheduleId, FieldType.String)) with
    {
        Permissions = Permissions.ClassLevelPermissions.Protected,
    };

    /// <summary>The classes with this one, and all its fields; gives back its argument when they are there.</summary>
    public static SchemaSnapshot EnsureIn(SchemaSnapshot snapshot) => SystemClasses.Ensure(snapshot, Schema);
}
