using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Schema;

/// <summary>The classes of every app, in memory, kept equal to the catalog.</summary>
public interface ISchemaRegistry
{
    /// <summary>The app's present classes. Synchronous after the first call for an app.</summary>
    ValueTask<SchemaSnapshot> GetAsync(App app, CancellationToken cancellationToken);

    /// <summary>Changes classes in a transaction of its own; see <see cref="Writes.IStoreTransaction.ChangeSchemaAsync"/>.</summary>
    Task<SchemaSnapshot> ChangeAsync(App app, Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken);
}
