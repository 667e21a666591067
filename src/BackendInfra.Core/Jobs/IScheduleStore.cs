using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Jobs;

/// <summary>Knows when schedules are due. Whatever changes a <c>_JobSchedule</c>, a request, an import or an operator, makes it due at once, so that it is looked at anew.</summary>
public interface IScheduleStore
{
    /// <summary>Schedules of all apps that are due, the longest first.</summary>
    Task<IReadOnlyList<DueSchedule>> FindDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Decides about a schedule that is due, for all servers: its run, and when it is due again, are stored together or not at all.</summary>
    /// <param name="decide">Called while no other server can decide. The app has the classes of schedules and runs.</param>
    /// <returns>Null when it is not due (any more), or another server is at it.</returns>
    Task<ScheduleOutcome?> DecideAsync(App app, string id, DateTimeOffset now, Func<StoredSchedule, ScheduleDecision> decide, CancellationToken cancellationToken);

    /// <summary>Forgets the schedules of an app that has the class no more.</summary>
    Task ForgetAsync(App app, CancellationToken cancellationToken);
}
