using BackendInfra.Core.Apps;
using BackendInfra.Core.Webhooks;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Jobs;

namespace BackendInfra.Postgres.Testing;

/// <summary>Empties an app: its webhooks and its GraphQL config, which stand in the catalog, then everything else in one transaction.</summary>
internal sealed class AppReset(PostgresDatabase database, SchemaRegistry registry, SessionCache sessions, IWebhookStore webhooks, IGraphQLConfigStore configs, AppStore apps) : IAppReset
{
    public async Task ResetAsync(App app, CancellationToken cancellationToken)
    {
        await webhooks.ChangeAsync(app, _ => WebhookSet.None, cancellationToken);
        await configs.ReplaceAsync(app, GraphQLConfig.None, cancellationToken);
        try
        {
            var generation = registry.Generation;
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await JobStore.ForgetAsync(connection, app, cancellationToken);
            var classes = await SchemaReset.ApplyAsync(connection, transaction, app, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            registry.Publish(app.Id, classes, generation);
            sessions.Drop(new SessionChange(app.DatabaseSchema, SessionChangeKind.App));

            // Documents of the trusted list are kept with the app, and a request in between may have read one.
            apps.Forget(app.Id);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }
}
