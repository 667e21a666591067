using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Work on a connection of a pool.</summary>
internal static class PoolExtensions
{
    /// <exception cref="Core.Errors.ParseException">What PostgreSQL refuses, as clients are told of it.</exception>
    public static async Task<T> RunAsync<T>(this NpgsqlDataSource pool, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await pool.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
