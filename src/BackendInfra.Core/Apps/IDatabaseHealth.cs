namespace BackendInfra.Core.Apps;

/// <summary>Whether the database answers: what <c>/health</c> tells balancers and operators.</summary>
public interface IDatabaseHealth
{
    /// <summary>Asks the database. Answers within seconds, and never throws but for a cancellation.</summary>
    ValueTask<bool> IsAvailableAsync(CancellationToken cancellationToken);
}
