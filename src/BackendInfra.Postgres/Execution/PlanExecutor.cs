using System.Buffers;
using System.Data;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Compiler;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Runs compiled reads: one round trip, rows handed on as they arrive.</summary>
internal sealed class PlanExecutor(PostgresDatabase database, SchemaRegistry registry) : IReadExecutor
{
    private const int Attempts = 3;

    public CompiledRead Compile(SchemaSnapshot schema, AuthorizedRead read) => ReadCompiler.Compile(schema, read);

    public async Task ExecuteAsync(
        App app, IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteOnceAsync(reads, context, sinks, attempt: 1, cancellationToken);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception) is { } refusal)
        {
            if (refusal is SchemaChangedException)
                await registry.ReloadAsync(app, cancellationToken);
            throw refusal;
        }
    }

    /// <summary>Runs reads on a connection that somebody else opened, such as a transaction's.</summary>
    public static async Task ExecuteAsync(
        NpgsqlConnection connection, IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var read in reads)
            batch.BatchCommands.Add(((CompiledStatement)read).Bind(context));

        await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        for (var i = 0; i < reads.Count; i++)
        {
            if (i > 0)
                await reader.NextResultAsync(cancellationToken);
            await ReadRowsAsync(reader, (CompiledStatement)reads[i], context, sinks[i], cancellationToken);
        }
    }

    private async Task ExecuteOnceAsync(
        IReadOnlyList<CompiledRead> reads, ReadContext context, IReadOnlyList<RowSink> sinks, int attempt, CancellationToken cancellationToken)
    {
        var needsCustomPlan = false;
        foreach (var read in reads)
            needsCustomPlan |= ((CompiledStatement)read).NeedsCustomPlan;

        var source = reads.Any(read => ((CompiledStatement)read).RunsExpressions) ? database.Bounded
            : needsCustomPlan ? database.Custom
            : database.Generic;
        var guard = new SinkGuard(sinks);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await ExecuteAsync(connection, reads, context, guard.Sinks, cancellationToken);
        }
        catch (NpgsqlException exception) when (!guard.HasBegun && (attempt == 1 && PostgresErrors.IsBrokenConnection(exception) || attempt < Attempts && PostgresErrors.IsRetryable(exception)))
        {
            // A pooled connection that died unnoticed, or tables that a change of classes locked in another order:
            // nothing was sent on, so the read may run once more.
            await ExecuteOnceAsync(reads, context, sinks, attempt + 1, cancellationToken);
        }
    }

    /// <summary>Hands on the rows of the reader's current result.</summary>
    public static async Task ReadRowsAsync(NpgsqlDataReader reader, CompiledStatement statement, ReadContext context, RowSink sink, CancellationToken cancellationToken)
    {
        var plan = statement.Read.Plan;
        var summaries = SummaryCompiler.Count(plan);
        var hasTotal = !plan.ReturnsRows || plan.ReturnsTotal || summaries > 0;
        var around = hasTotal ? 1 : 0;
        var told = around + (statement.HasNeighbours ? 2 : 0);
        var facts = told + summaries;
        var first = plan.ReturnsRows && facts > 0 ? facts + 1 : 0;
        var isFirstRow = true;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (isFirstRow && hasTotal && !reader.IsDBNull(0))
                sink.Total(reader.GetInt64(0));
            if (isFirstRow && statement.HasNeighbours)
                sink.Neighbours(reader.GetBoolean(around), reader.GetBoolean(around + 1));
            for (var i = 0; isFirstRow && i < summaries; i++)
                sink.Summary(i).Write(reader.GetFieldValue<byte[]>(told + i));
            isFirstRow = false;
            if (!plan.ReturnsRows || (facts > 0 && reader.IsDBNull(facts)))
                continue;

            sink.BeginRow();
            statement.Rows.Write(reader, first, context, sink);
            await sink.EndRowAsync(cancellationToken);
        }
    }
}
