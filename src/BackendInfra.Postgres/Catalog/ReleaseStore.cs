using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Postgres.Execution;
using Npgsql;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Catalog;

/// <summary>
/// Releases in the catalog. The active one's number and definitions also stand in the app's row, so that every server has
/// them in memory with the app. That row is locked by whoever changes releases: of two deployments at once the later wins.
/// </summary>
internal sealed class ReleaseStore(PostgresDatabase database, AppStore apps, TimeProvider time) : IReleaseStore
{
    private const string Releases = CatalogDbContext.Schema + ".releases", Apps = CatalogDbContext.Schema + ".apps";

    private const string Columns = "number, created_at, comment, digest, octet_length(bundle), number IS NOT DISTINCT FROM (SELECT cloud_release FROM " + Apps + " WHERE id = app_id)";

    // A number is never used again, though the release that had it may be gone: folders and caches go by it.
    private const string Insert =
        $"""
        INSERT INTO {Releases} (app_id, number, created_at, comment, bundle, digest, definitions)
        SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 FROM {Releases} WHERE app_id = $1
        RETURNING number
        """;

    private const string Activate =
        $"""
        UPDATE {Apps} SET cloud_release = number, cloud_definitions = definitions
        FROM {Releases} WHERE id = $1 AND app_id = $1 AND number = $2
        """;

    // The newest number always stays, so that the next one is new.
    private const string Prune =
        $"""
        DELETE FROM {Releases} WHERE app_id = $1 AND number IN (
          SELECT number FROM {Releases}
          WHERE app_id = $1 AND number <> (SELECT cloud_release FROM {Apps} WHERE id = $1)
          ORDER BY number DESC OFFSET $2)
        """;

    public async Task<Release> AddAsync(App app, NewRelease release, CancellationToken cancellationToken)
    {
        var createdAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var number = await ChangeAsync(
            app,
            async (connection, token) =>
            {
                await using var insert = Command(connection, Insert, app);
                insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = createdAt });
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = release.Comment });
                insert.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = release.Bundle });
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = release.Digest });
                insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = CloudDefinitionsJson.Write(release.Definitions) });
                var added = (int)(await insert.ExecuteScalarAsync(token))!;
                await ExecuteAsync(connection, Activate, app, added, token);
                await ExecuteAsync(connection, Prune, app, app.Options.CloudCode.KeptReleases, token);
                return added;
            },
            cancellationToken);
        return new Release(number, createdAt, release.Comment, release.Digest, release.Bundle.Length, IsActive: true);
    }

    public Task<IReadOnlyList<Release>> ListAsync(App app, CancellationToken cancellationToken) => GuardAsync<IReadOnlyList<Release>>(async () =>
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var select = Command(connection, $"SELECT {Columns} FROM {Releases} WHERE app_id = $1 ORDER BY number DESC", app);
        return await ReadAsync(select, cancellationToken);
    });

    public Task<Release?> FindAsync(App app, int number, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, app, number, cancellationToken);
    });

    public Task<byte[]?> ReadBundleAsync(App app, int number, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var select = Command(connection, $"SELECT bundle FROM {Releases} WHERE app_id = $1 AND number = $2", app);
        select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        return await select.ExecuteScalarAsync(cancellationToken) as byte[];
    });

    public Task<Release> ActivateAsync(App app, int number, CancellationToken cancellationToken) => ChangeAsync(
        app,
        async (connection, token) => await ExecuteAsync(connection, Activate, app, number, token) == 1
            ? (await FindAsync(connection, app, number, token))!
            : throw new ParseException(ErrorCode.ObjectNotFound, $"There is no release {number}."),
        cancellationToken);

    /// <summary>Runs work in a transaction that holds the app's row, and notifies all servers.</summary>
    private async Task<T> ChangeAsync<T>(App app, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var result = await GuardAsync(async () =>
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var hold = Command(connection, $"SELECT pg_notify('{AppStore.Channel}', id) FROM {Apps} WHERE id = $1 FOR UPDATE", app))
            await using (var reader = await hold.ExecuteReaderAsync(cancellationToken))
            {
                if (!await reader.ReadAsync(cancellationToken))
                    throw new ParseException(ErrorCode.ObjectNotFound, $"There is no app {app.Name} any more.");
            }

            var done = await work(connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return done;
        });
        apps.Forget(app.Id);
        return result;
    }

    private static async Task<Release?> FindAsync(NpgsqlConnection connection, App app, int number, CancellationToken cancellationToken)
    {
        await using var select = Command(connection, $"SELECT {Columns} FROM {Releases} WHERE app_id = $1 AND number = $2", app);
        select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        return await ReadAsync(select, cancellationToken) is [var found] ? found : null;
    }

    private static async Task<List<Release>> ReadAsync(NpgsqlCommand select, CancellationToken cancellationToken)
    {
        var releases = new List<Release>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            releases.Add(new Release(
                reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetBoolean(5)));
        }

        return releases;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, App app, int number, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, app);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, App app) =>
        new(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = app.Id } } };

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is ParseException refusal)
        {
            throw refusal;
        }
    }
}
