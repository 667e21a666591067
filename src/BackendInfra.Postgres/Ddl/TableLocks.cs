using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>
/// Takes the locks of all tables that a change touches before its first statement. Reads lock the same tables in orders of their
/// own, so whoever held one and waited for the next would meet them in a deadlock, which PostgreSQL ends after a second by
/// cancelling either. Instead the change steps back after a shorter wait, lets them pass, and tries again.
/// </summary>
internal static class TableLocks
{
    private const int Tries = 20;

    private const string Savepoint = "locks";

    /// <remarks>One table alone cannot be part of such a circle. The last try waits as long as any statement may.</remarks>
    public static async Task TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Identifier> tables, CancellationToken cancellationToken)
    {
        if (tables.Count < 2)
            return;
        var take = SqlText.Of($"LOCK TABLE {SqlText.Join(", ", tables.Select(table => SqlText.Of($"{table}")))} IN ACCESS EXCLUSIVE MODE");
        for (var attempt = 1; attempt < Tries; attempt++)
        {
            await transaction.SaveAsync(Savepoint, cancellationToken);
            try
            {
                await SchemaChange.ExecuteAsync(connection, SqlText.Of($"SET LOCAL lock_timeout = '200ms'"), cancellationToken);
                await SchemaChange.ExecuteAsync(connection, take, cancellationToken);
                await SchemaChange.ExecuteAsync(connection, SqlText.Of($"SET LOCAL lock_timeout TO DEFAULT"), cancellationToken);
                await transaction.ReleaseAsync(Savepoint, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Gives up the locks that it got, and the time limit.
                await transaction.RollbackAsync(Savepoint, cancellationToken);
            }
        }

        await SchemaChange.ExecuteAsync(connection, take, cancellationToken);
    }
}
