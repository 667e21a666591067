using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Execution;
using Microsoft.EntityFrameworkCore;

namespace BackendInfra.Postgres.Catalog;

/// <summary>The newest snapshot of every app that was asked for, replaced as a whole when its classes change.</summary>
internal sealed class SchemaRegistry(PostgresDatabase database, Lazy<IObjectStore> store) : ISchemaRegistry
{
    private readonly ConcurrentDictionary<string, SchemaSnapshot> _snapshots = new(StringComparer.Ordinal);

    /// <summary>The versions that other servers have announced.</summary>
    private readonly ConcurrentDictionary<string, long> _announced = new(StringComparer.Ordinal);

    private int _generation;

    /// <summary>Changes when everything known is dropped. Taken before something is read that will be published.</summary>
    public int Generation => Volatile.Read(ref _generation);

    public ValueTask<SchemaSnapshot> GetAsync(App app, CancellationToken cancellationToken) =>
        _snapshots.TryGetValue(app.Id, out var snapshot)
            ? ValueTask.FromResult(snapshot)
            : new ValueTask<SchemaSnapshot>(ReloadAsync(app, cancellationToken));

    public Task<SchemaSnapshot> ChangeAsync(App app, Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken) =>
        store.Value.InTransactionAsync(app, transaction => transaction.ChangeSchemaAsync(edit, cancellationToken), cancellationToken);

    /// <summary>Reads the catalog again; what is known already is never replaced by something older.</summary>
    /// <exception cref="Core.Errors.ParseException">100 when the database is away.</exception>
    public async Task<SchemaSnapshot> ReloadAsync(App app, CancellationToken cancellationToken)
    {
        var generation = Generation;
        try
        {
            await using var connection = await database.Generic.OpenConnectionAsync(cancellationToken);
            await using var catalog = new CatalogDbContext(CatalogDbContext.Options(connection));
            return Publish(app.Id, await LoadAsync(catalog, app, cancellationToken), generation);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is Core.Errors.ParseException refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Keeps a snapshot, unless it has been overtaken since it was read: then it serves this request only.</summary>
    public SchemaSnapshot Publish(string applicationId, SchemaSnapshot snapshot, int generation)
    {
        var kept = _snapshots.AddOrUpdate(applicationId, snapshot, (_, known) => known.Version > snapshot.Version ? known : snapshot);

        // Looked at after it was added: an announcement that comes later finds it, and one that came before is seen here.
        if (generation != Generation || _announced.GetValueOrDefault(applicationId) > kept.Version)
            _snapshots.TryRemove(new KeyValuePair<string, SchemaSnapshot>(applicationId, kept));
        return kept;
    }

    /// <summary>Drops what is known when another server has changed it; the next request loads it.</summary>
    public void Invalidate(string applicationId, long version)
    {
        _announced.AddOrUpdate(applicationId, version, (_, newest) => Math.Max(newest, version));
        if (_snapshots.TryGetValue(applicationId, out var known) && known.Version < version)
            _snapshots.TryRemove(new KeyValuePair<string, SchemaSnapshot>(applicationId, known));
    }

    /// <summary>Drops everything, as after a time in which notifications may have been missed.</summary>
    public void InvalidateAll()
    {
        Interlocked.Increment(ref _generation);
        _snapshots.Clear();
    }

    public static async Task<SchemaSnapshot> LoadAsync(CatalogDbContext catalog, App app, CancellationToken cancellationToken)
    {
        // One statement, so that version and classes belong together.
        var rows = await catalog.Apps.AsNoTracking()
            .Where(row => row.Id == app.Id)
            .Select(row => new { row.SchemaVersion, Classes = catalog.Classes.Where(c => c.AppId == row.Id).ToList() })
            .AsSingleQuery()
            .SingleAsync(cancellationToken);
        return new SchemaSnapshot(app.DatabaseSchema, rows.SchemaVersion, rows.Classes.Select(row => ClassDefinitionJson.Read(row.Name, row.Definition)));
    }
}
