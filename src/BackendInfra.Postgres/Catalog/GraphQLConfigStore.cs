using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Postgres.Execution;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Catalog;

/// <summary>GraphQL configs stand in the app's row of the catalog, so that every server has them in memory with the app.</summary>
internal sealed class GraphQLConfigStore(PostgresDatabase database, AppStore apps) : IGraphQLConfigStore
{
    public async Task ReplaceAsync(App app, GraphQLConfig config, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                $"WITH changed AS (UPDATE {CatalogDbContext.Schema}.apps SET graphql_config = $2 WHERE id = $1 RETURNING id) SELECT pg_notify('{AppStore.Channel}', id) FROM changed",
                connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Id });
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = config.Json });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                throw new ParseException(ErrorCode.ObjectNotFound, $"There is no app {app.Name} any more.");
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is ParseException refusal)
        {
            throw refusal;
        }

        apps.Forget(app.Id);
    }
}
