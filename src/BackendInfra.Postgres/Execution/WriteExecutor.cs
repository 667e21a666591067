using System.Text.Json;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Compiler;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Runs one write on a connection, with what is told of it, in one round trip.</summary>
internal static class WriteExecutor
{
    /// <summary>objectId, createdAt, updatedAt.</summary>
    private const int SystemColumns = 3;

    private static readonly TextColumns Text = new(1);

    /// <returns>Null when no row matched that the caller may write; then nothing is told.</returns>
    public static async Task<WriteOutcome?> RunAsync(NpgsqlConnection connection, SchemaSnapshot snapshot, AuthorizedWrite write, CancellationToken cancellationToken)
    {
        var (sql, parameters) = WriteCompiler.Compile(snapshot, write);
        var answer = write.Plan.Answer;
        var context = answer is null
            ? ReadContext.For(write.Principal)
            : answer.ContextOf([write.Plan.ObjectId!]) with { Principal = write.Principal };
        var isTold = WrittenRows.AreToldBy(write);
        if (answer is null || isTold)
        {
            await using var command = WriteCommand.Of(connection, sql, parameters, context);
            await using var single = await command.ExecuteReaderAsync(cancellationToken);
            return await OutcomeAsync(single, write, isTold, context, cancellationToken);
        }

        // Without a transaction around it a batch is one of its own.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { WriteCommand.Part(sql, parameters, context) } };
        foreach (var read in answer.Reads)
            batch.BatchCommands.Add(((CompiledStatement)read).Bind(context));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (await OutcomeAsync(reader, write, false, context, cancellationToken) is not { } outcome)
            return null;
        for (var i = 0; i < answer.Reads.Count; i++)
        {
            await reader.NextResultAsync(cancellationToken);
            await PlanExecutor.ReadRowsAsync(reader, (CompiledStatement)answer.Reads[i], context, answer.Sinks[i], cancellationToken);
        }

        return outcome;
    }

    private static async Task<WriteOutcome?> OutcomeAsync(NpgsqlDataReader reader, AuthorizedWrite write, bool isTold, ReadContext context, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var changed = write.Returning.Select((field, i) => (field, reader.IsDBNull(SystemColumns + i) ? ParseValue.Null : ReadStored(reader.GetString(SystemColumns + i), field)));
        var outcome = new WriteOutcome(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2))
        {
            Changed = [.. changed],
        };
        if (isTold)
            await TellAsync(reader, write, context, cancellationToken);
        return outcome;
    }

    /// <summary>Hands on what the reader's row tells of the written object.</summary>
    public static async Task TellAsync(NpgsqlDataReader reader, AuthorizedWrite write, ReadContext context, CancellationToken cancellationToken)
    {
        var sinks = write.Plan.Answer!.Sinks;
        for (var i = 0; i < sinks.Count; i++)
        {
            sinks[i].BeginRow();
            Text.Write(reader, SystemColumns + write.Returning.Length + i, context, sinks[i]);
            await sinks[i].EndRowAsync(cancellationToken);
        }
    }

    private static ParseValue ReadStored(string json, FieldDefinition field)
    {
        using var document = JsonDocument.Parse(json, ParseJson.DocumentOptions);
        return ParseJsonText.ReadStored(document.RootElement, field);
    }
}
