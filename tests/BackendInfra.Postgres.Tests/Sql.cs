using BackendInfra.Core.Import;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Tests.Shared;
using Npgsql;

namespace BackendInfra.Postgres.Tests;

/// <summary>Looks behind the product's back, and fills tables quickly.</summary>
internal static class Sql
{
    public static async Task<T> ScalarAsync<T>(this PostgresHost host, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(host.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql.Replace("app.", $"\"{host.App.DatabaseSchema}\".", StringComparison.Ordinal), connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static Task ExecuteAsync(this PostgresHost host, string sql, CancellationToken cancellationToken) =>
        host.ScalarAsync<object>($"DO $$ BEGIN {sql}; END $$; SELECT 0", cancellationToken);

    public static Task<bool> HasTableAsync(this PostgresHost host, string table, CancellationToken cancellationToken) =>
        host.ScalarAsync<bool>($"SELECT to_regclass('app.\"{table}\"') IS NOT NULL", cancellationToken);

    public static Task FillAsync(this PostgresHost host, ClassSchema schema, int count, Func<int, (string Field, ParseValue Value)[]> values, CancellationToken cancellationToken) =>
        host.Store.InTransactionAsync(
            host.App,
            async transaction =>
            {
                var start = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
                foreach (var numbers in Enumerable.Range(0, count).Chunk(5_000))
                {
                    var rows = numbers.Select(i => new ObjectRow($"x{i:000000}", start.AddSeconds(i), start.AddSeconds(i), null, [.. values(i).Select(v => (schema.Find(v.Field)!, v.Value))]));
                    await transaction.PutObjectsAsync(schema, [.. rows], cancellationToken);
                }

                return true;
            },
            cancellationToken);
}
