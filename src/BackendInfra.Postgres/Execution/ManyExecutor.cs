using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Compiler;
using BackendInfra.Postgres.Sql;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Runs writes of many objects, each one statement, with what is told of the objects in the same round trip.</summary>
internal static class ManyExecutor
{
    public static Task CreateAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, IReadOnlyList<AuthorizedWrite> writes, CancellationToken cancellationToken)
    {
        var (sql, parameters) = WriteCompiler.CompileMany(snapshot, writes);
        return RunAsync(connection, writes[0], [.. writes.Select(write => write.Plan.ObjectId!)], sql, parameters, cancellationToken);
    }

    public static Task<int> WriteAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, AuthorizedWrite write, CancellationToken cancellationToken)
    {
        var (sql, parameters) = WriteCompiler.Compile(snapshot, write);
        return RunAsync(connection, write, write.Plan.Targets!.Ids, sql, parameters, cancellationToken);
    }

    public static async Task<IReadOnlyList<LockedVersion>> LockAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, AuthorizedWrite write, CancellationToken cancellationToken)
    {
        // They run on connections of their own, with little time (PostgresDatabase).
        if (write.Plan.Targets!.Where is { } where && RegexPattern.IsIn(where.Plan))
            throw Refusals.InvalidQuery("A regular expression cannot choose the objects of a write: find them first, and name their ids.");
        var (sql, parameters) = WriteCompiler.CompileLock(snapshot, write);
        var context = (write.Plan.Targets!.Context ?? ReadContext.For(write.Principal)) with { Principal = write.Principal };
        await using var command = WriteCommand.Of(connection, sql, parameters, context);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var locked = new List<LockedVersion>();
        while (await reader.ReadAsync(cancellationToken))
            locked.Add(new LockedVersion(reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken)));
        return locked;
    }

    private static async Task<int> RunAsync(
        NpgsqlConnection connection, AuthorizedWrite write, ImmutableArray<string> ids, SqlText sql, IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken)
    {
        var answer = write.Plan.Answer;
        var context = (answer?.ContextOf(ids) ?? ReadContext.For(write.Principal)) with { Principal = write.Principal };
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { WriteCommand.Part(sql, parameters, context) } };
        var isTold = WrittenRows.AreToldBy(write);
        var reads = answer is null || isTold ? [] : answer.Reads;
        foreach (var read in reads)
            batch.BatchCommands.Add(((CompiledStatement)read).Bind(context));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            count++;
            if (isTold)
                await WriteExecutor.TellAsync(reader, write, context, cancellationToken);
        }

        for (var i = 0; i < reads.Count; i++)
        {
            await reader.NextResultAsync(cancellationToken);
            await PlanExecutor.ReadRowsAsync(reader, (CompiledStatement)reads[i], context, answer!.Sinks[i], cancellationToken);
        }

        return count;
    }
}
