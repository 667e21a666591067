using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Webhooks;
using BackendInfra.Postgres.Execution;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Catalog;

/// <summary>Webhooks stand in the app's row of the catalog, so that every server has them in memory with the app.</summary>
internal sealed class WebhookStore(PostgresDatabase database, AppStore apps) : IWebhookStore
{
    public async Task ChangeAsync(App app, Func<WebhookSet, WebhookSet> edit, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

            // The row stays locked, so that of two changes at once neither is lost.
            var hooks = edit(WebhooksJson.Read(await ReadAsync(connection, app, cancellationToken)));
            await using (var update = new NpgsqlCommand($"UPDATE {CatalogDbContext.Schema}.apps SET webhooks = $2 WHERE id = $1", connection))
            {
                update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Id });
                update.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = WebhooksJson.Write(hooks) });
                await update.ExecuteNonQueryAsync(cancellationToken);
            }

            await using (var notify = new NpgsqlCommand($"SELECT pg_notify('{AppStore.Channel}', $1)", connection))
            {
                notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Id });
                await notify.ExecuteNonQueryAsync(cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is ParseException refusal)
        {
            throw refusal;
        }

        apps.Forget(app.Id);
    }

    private static async Task<string> ReadAsync(NpgsqlConnection connection, App app, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand($"SELECT webhooks FROM {CatalogDbContext.Schema}.apps WHERE id = $1 FOR UPDATE", connection);
        select.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Id });
        return await select.ExecuteScalarAsync(cancellationToken) as string
            ?? throw new ParseException(ErrorCode.ObjectNotFound, $"There is no app {app.Name} any more.");
    }
}
