using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Webhooks;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BackendInfra.Postgres.Catalog;

/// <summary>Apps in the catalog, with those in use kept in memory.</summary>
internal sealed class AppStore(PostgresDatabase database, TimeProvider time) : IAppStore
{
    /// <summary>Notified with the application id when an app's options change.</summary>
    public const string Channel = "backendinfra_apps";

    private const string KeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int KeyLength = 40;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, App> _apps = new(StringComparer.Ordinal);

    /// <summary>Counts what was forgotten: an app that was read before a change must not be kept after it.</summary>
    private int _changes;

    public ValueTask<App?> FindAsync(string applicationId, CancellationToken cancellationToken) =>
        _apps.TryGetValue(applicationId, out var app)
            ? ValueTask.FromResult<App?>(app)
            : new ValueTask<App?>(LoadAsync(row => row.Id == applicationId, cancellationToken));

    public Task<App?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        LoadAsync(row => row.Name == name || row.Id == name, cancellationToken);

    public async Task<IReadOnlyList<App>> ListAsync(CancellationToken cancellationToken)
    {
        await using var catalog = new CatalogDbContext(CatalogDbContext.Options(database.ConnectionString));
        return [.. (await catalog.Apps.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken)).Select(ToApp)];
    }

    public async Task<App> CreateAsync(string name, AppOptions options, CancellationToken cancellationToken, string? applicationId = null)
    {
        if (!Names.IsIdentifier(name.Replace('-', '_')))
            throw new ParseException(ErrorCode.InvalidKeyName, $"Invalid app name: {Core.Values.Excerpt.Of(name)}. Use letters, digits, - and _, beginning with a letter.");

        var app = new App(applicationId ?? NewKey(), name, "app_" + NewKey()[..16].ToLowerInvariant(), NewKeys(), options);
        try
        {
            await StoreAsync(app, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new ParseException(ErrorCode.DuplicateValue, $"An app named {name}, or with its application id, exists already.", exception);
        }

        _apps[app.Id] = app;
        return app;
    }

    public async Task<App> ChangeAsync(App app, AppOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"WITH changed AS (UPDATE {CatalogDbContext.Schema}.apps SET options = $2 WHERE id = $1 RETURNING id) SELECT pg_notify('{Channel}', id) FROM changed",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = app.Id });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb, Value = AppOptionsJson.Write(options) });
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                throw new ParseException(ErrorCode.ObjectNotFound, $"There is no app {app.Name} any more.");
        }

        Forget(app.Id);
        return app with { Options = options };
    }

    /// <summary>Drops what is known of an app; the next request loads it.</summary>
    public void Forget(string applicationId)
    {
        Interlocked.Increment(ref _changes);
        _apps.TryRemove(applicationId, out _);
    }

    /// <summary>Drops everything, as after a time in which notifications may have been missed.</summary>
    public void ForgetAll()
    {
        Interlocked.Increment(ref _changes);
        _apps.Clear();
    }

    private async Task StoreAsync(App app, CancellationToken cancellationToken)
    {
        await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
        await catalog.Database.UseTransactionAsync(transaction, cancellationToken);
        catalog.Apps.Add(new AppRow
        {
            Id = app.Id,
            Name = app.Name,
            DatabaseSchema = app.DatabaseSchema,
            Keys = JsonSerializer.Serialize(app.Keys, Json),
            Options = AppOptionsJson.Write(app.Options),
            Webhooks = WebhooksJson.Write(app.Webhooks),
            GraphQLConfig = app.GraphQLConfig.Json,
            CreatedAt = time.GetUtcNow(),
        });
        await catalog.SaveChangesAsync(cancellationToken);
        await using (var create = new NpgsqlCommand(SqlText.Of($"CREATE SCHEMA {Identifier.Schema(app.DatabaseSchema)}").Text, connection))
            await create.ExecuteNonQueryAsync(cancellationToken);
        await AppTables.EnsureAsync(connection, app.DatabaseSchema, cancellationToken);
        await SchemaChange.ApplyAsync(connection, transaction, app, SystemClasses.EnsureIn, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<App?> LoadAsync(System.Linq.Expressions.Expression<Func<AppRow, bool>> condition, CancellationToken cancellationToken)
    {
        var changes = Volatile.Read(ref _changes);
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
            var row = await catalog.Apps.AsNoTracking().FirstOrDefaultAsync(condition, cancellationToken);
            if (row is null)
                return null;
            var app = _apps.GetOrAdd(row.Id, ToApp(row));
            if (changes != Volatile.Read(ref _changes))
                _apps.TryRemove(new KeyValuePair<string, App>(row.Id, app));
            return app;
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception.InnerException is NpgsqlException inner ? inner : exception) is ParseException refusal)
        {
            throw refusal;
        }
    }

    internal static App ToApp(AppRow row) => new(
        row.Id,
        row.Name,
        row.DatabaseSchema,
        JsonSerializer.Deserialize<AppKeys>(row.Keys, Json)!,
        AppOptionsJson.Read(row.Options))
    {
        Webhooks = WebhooksJson.Read(row.Webhooks),
        GraphQLConfig = GraphQLConfigJson.Read(row.GraphQLConfig),
        CloudCode = row is { CloudRelease: { } number, CloudDefinitions: { } definitions } ? new CloudRelease(number, CloudDefinitionsJson.Read(definitions)) : null,
    };

    private static AppKeys NewKeys() => new(NewKey(), NewKey(), NewKey(), NewKey(), NewKey(), NewKey(), NewKey(), NewKey());

    private static string NewKey() => RandomNumberGenerator.GetString(KeyAlphabet, KeyLength);
}
