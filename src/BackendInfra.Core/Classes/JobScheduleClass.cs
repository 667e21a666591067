using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Classes;

/// <summary><c>_JobSchedule</c>: when a job runs by itself. Parse's fields, and more. An app has the class from its first schedule on; only the master key reaches it.</summary>
public static class JobScheduleClass
{
    public const string Name = "_JobSchedule";
    public const string JobName = "jobName";
    public const string Description = "description";

    /// <summary>A JSON text.</summary>
    public const string Parameters = "params";

    /// <summary>ISO text: not before, and where nothing repeats, or something repeats after so many minutes, the first run.</summary>
    public const string StartAfter = "startAfter";

    /// <summary>Seven times 0 or 1, Sunday first.</summary>
    public const string DaysOfWeek = "daysOfWeek";

    /// <summary>Such as <c>12:30:00.000Z</c>: from when on it repeats each day.</summary>
    public const string TimeOfDay = "timeOfDay";

    public const string RepeatMinutes = "repeatMinutes";

    /// <summary>Five fields, or six with seconds in front; in the place of the minutes.</summary>
    public const string Cron = "cron";

    /// <summary>The IANA name of the zone that the clock of the schedule shows; UTC without.</summary>
    public const string TimeZone = "timeZone";

    /// <summary><c>once</c> or <c>skip</c>: what becomes of runs for which no server was there.</summary>
    public const string MissedRuns = "missedRuns";

    public const string Enabled = "enabled";

    /// <summary>What its runs have otherwise than other runs of the job: <c>timeout</c>, <c>retries</c>, <c>retryDelay</c>, <c>parallel</c>.</summary>
    public const string Policy = "policy";

    /// <summary>Milliseconds since 1970; set by the server.</summary>
    public const string LastRun = "lastRun";

    /// <summary>Set by the server.</summary>
    public const string NextRun = "nextRun";

    public static readonly ClassSchema Schema = SystemClasses.Define(
        Name,
        new FieldDefinition(JobName, FieldType.String),
        new FieldDefinition(Description, FieldType.String),
        new FieldDefinition(Parameters, FieldType.String),
        new FieldDefinition(StartAfter, FieldType.String),
        new FieldDefinition(DaysOfWeek, FieldType.Array),
        new FieldDefinition(TimeOfDay, FieldType.String),
        new FieldDefinition(LastRun, FieldType.Number),
        new FieldDefinition(RepeatMinutes, FieldType.Number),
        new FieldDefinition(Cron, FieldType.String),
        new FieldDefinition(TimeZone, FieldType.String),
        new FieldDefinition(MissedRuns, FieldType.String),
        new FieldDefinition(Enabled, FieldType.Boolean),
        new FieldDefinition(Policy, FieldType.Object),
        new FieldDefinition(NextRun, FieldType.Date)) with
    {
        Permissions = Permissions.ClassLevelPermissions.Protected,
    };

    /// <summary>The classes with this one, and all its fields; gives back its argument when they are there.</summary>
    public static SchemaSnapshot EnsureIn(SchemaSnapshot snapshot) => SystemClasses.Ensure(snapshot, Schema);
}
