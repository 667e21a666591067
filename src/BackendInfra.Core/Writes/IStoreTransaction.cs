using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Writes;

/// <summary>One open transaction on one connection. Not safe for concurrent use: its calls are made one after the other.</summary>
public interface IStoreTransaction
{
    /// <summary>The classes as this transaction sees them, its own changes included.</summary>
    SchemaSnapshot Schema { get; }

    /// <summary>Changes classes: tables, catalog and version together. Other servers hear of it after the commit.</summary>
    /// <param name="edit">
    /// Gives the changed snapshot, or throws a refusal. It is called under the app's schema lock with the newest snapshot,
    /// which may hold already what the caller wanted to add; giving back its argument changes nothing.
    /// </param>
    Task<SchemaSnapshot> ChangeSchemaAsync(Func<SchemaSnapshot, SchemaSnapshot> edit, CancellationToken cancellationToken);

    Task<WriteOutcome?> WriteAsync(AuthorizedWrite write, CancellationToken cancellationToken);

    Task ReadAsync(IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken);
}
