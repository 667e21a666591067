using BackendInfra.Core.Apps;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>An executor without a database: it keeps the plans that it is given.</summary>
internal sealed class RecordingReads : IReadExecutor
{
    public List<ReadPlan> Compiled { get; } = [];

    public CompiledRead Compile(SchemaSnapshot schema, AuthorizedRead read)
    {
        Compiled.Add(read.Plan);
        return new Kept(read);
    }

    public Task ExecuteAsync(App app, IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Planning reads nothing.");

    private sealed class Kept(AuthorizedRead read) : CompiledRead(read);
}
