using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Ddl;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BackendInfra.Postgres.Catalog;

/// <summary>Apps in the catalog, with those in use kept in memory.</summary>
internal sealed class AppStore(PostgresDatabase database, TimeProvider time) : IAppStore
{
    private const string KeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int KeyLength = 40;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private readonly ConcurrentDictionary<string, App> _apps = new(StringComparer.Ordinal);

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
            Options = JsonSerializer.Serialize(app.Options, Json),
            CreatedAt = time.GetUtcNow(),
        });
        await catalog.SaveChangesAsync(cancellationToken);
        await using (var create = new NpgsqlCommand(SqlText.Of($"CREATE SCHEMA {Identifier.Schema(app.DatabaseSchema)}").Text, connection))
            await create.ExecuteNonQueryAsync(cancellationToken);
        await SchemaChange.ApplyAsync(connection, transaction, app, SystemClasses.EnsureIn, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<App?> LoadAsync(System.Linq.Expressions.Expression<Func<AppRow, bool>> condition, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
            var row = await catalog.Apps.AsNoTracking().FirstOrDefaultAsync(condition, cancellationToken);
            return row is null ? null : _apps.GetOrAdd(row.Id, ToApp(row));
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
        JsonSerializer.Deserialize<AppOptions>(row.Options, Json)!);

    private static AppKeys NewKeys() => new(NewKey(), NewKey(), NewKey(), NewKey(), NewKey(), NewKey(), NewKey(), NewKey());

    private static string NewKey() => RandomNumberGenerator.GetString(KeyAlphabet, KeyLength);
}
