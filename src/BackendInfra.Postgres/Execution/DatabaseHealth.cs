using BackendInfra.Core.Apps;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Asks the database for an answer, as a client's request would.</summary>
internal sealed class DatabaseHealth(PostgresDatabase database) : IDatabaseHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async ValueTask<bool> IsAvailableAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(limit.Token);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
