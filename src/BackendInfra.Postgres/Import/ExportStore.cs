using System.Data;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Import;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Execution;
using Npgsql;

namespace BackendInfra.Postgres.Import;

/// <summary>Exports on one snapshot of the database.</summary>
internal sealed class ExportStore(PostgresDatabase database, SchemaRegistry registry) : IExportStore
{
    public async Task ReadAsync(App app, Func<IExportSnapshot, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            var schema = await registry.GetAsync(app, cancellationToken);
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using (var limits = new NpgsqlCommand("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0", connection))
                await limits.ExecuteNonQueryAsync(cancellationToken);
            await work(new ExportSnapshot(connection, schema));
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            if (refusal is SchemaChangedException)
                await registry.ReloadAsync(app, cancellationToken);
            throw refusal;
        }
    }
}
