using System.Collections.Immutable;
using BackendInfra.Core.Queries;

namespace BackendInfra.Core.Writes;

/// <summary>What a write tells of the objects that it has written, and to whom: by its own statement, or by reads in the same round trip.</summary>
/// <param name="reads">
/// Authorized as answers to the caller's own write; for a delete, which tells of an object as it was, as any read: what he
/// may not read he cannot delete with an answer.
/// </param>
/// <param name="context">What the reads are run with, for the written objects' ids.</param>
/// <param name="sinks">One per read.</param>
public sealed class WriteAnswer(IReadOnlyList<CompiledRead> reads, Func<ImmutableArray<string>, ReadContext> context, IReadOnlyList<RowSink> sinks)
{
    public IReadOnlyList<CompiledRead> Reads { get; } = reads;

    public IReadOnlyList<RowSink> Sinks { get; } = sinks;

    public ReadContext ContextOf(ImmutableArray<string> objectIds) => context(objectIds);

    /// <summary>Forgets what was told, since the write is run again.</summary>
    public void Restart()
    {
        foreach (var sink in Sinks)
            sink.Restart();
    }
}
