using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>Compiles and runs reads. One read is one statement; several reads are one round trip.</summary>
public interface IReadExecutor
{
    CompiledRead Compile(SchemaSnapshot schema, AuthorizedRead read);

    /// <summary>Runs reads in one round trip; the sinks stand in the reads' order.</summary>
    /// <exception cref="Errors.ParseException">102 a regular expression that PostgreSQL refuses, 124 time-out, 100 database away.</exception>
    /// <exception cref="SchemaChangedException">The schema has changed since the compilation: plan again.</exception>
    Task ExecuteAsync(App app, IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken);
}
