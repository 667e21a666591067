using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Runs all fields of a mutation in one transaction: all of them happen, or nothing. What is told of them is told once it is committed.</summary>
internal sealed class TransactionRunner(IObjectStore store, ObjectMutations objects, ILogger<TransactionRunner> log)
{
    /// <param name="fields">Counted against limits; a refused one refuses all.</param>
    public async Task RunAsync(OperationAnswer answer, ImmutableArray<RootField> fields, OperationRequest request, CancellationToken cancellationToken)
    {
        if (fields.FirstOrDefault(field => Refusal(field) is not null) is { } refused)
        {
            Fail(answer, fields, refused, Refusal(refused)!);
            return;
        }

        var started = new List<StartedMutation>();
        var running = fields.First();
        try
        {
            foreach (var field in fields.OfType<MutationField>())
            {
                running = field;
                started.Add(await objects.StartAsync(field, request, cancellationToken));
            }

            var written = await store.InTransactionAsync(
                request.Caller.App,
                async transaction =>
                {
                    var ids = new List<ImmutableArray<string>>();
                    foreach (var mutation in started)
                    {
                        running = mutation.Field;
                        mutation.Answer?.Restart();
                        ids.Add(await objects.RunAsync(mutation, transaction, cancellationToken));
                    }

                    return ids;
                },
                cancellationToken);
            Write(answer, fields, started, written);
        }
        catch (SchemaChangedException)
        {
            Fail(answer, fields, running, MutationRunner.ClassChanged());
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            Fail(answer, fields, running, FieldErrors.Refusal(exception, log));
        }
        finally
        {
            started.ForEach(mutation => mutation.Dispose());
        }
    }

    /// <summary>Why a field keeps the transaction from beginning; null for what may be part of one.</summary>
    private static ParseException? Refusal(RootField field) => field switch
    {
        RefusedField refused => refused.Error,
        MutationField or ConstantField => null,
        _ => new ParseException(ErrorCode.CommandUnavailable, "Only creates, updates and deletes of objects can be part of a transaction."),
    };

    private static void Write(OperationAnswer answer, ImmutableArray<RootField> fields, List<StartedMutation> started, List<ImmutableArray<string>> written)
    {
        var next = 0;
        foreach (var field in fields)
        {
            answer.Key(field.Key);
            if (field is ConstantField constant)
                answer.Raw(constant.Json);
            else
                PayloadWriter.Write(answer, started[next], written[next++]);
        }
    }

    private static void Fail(OperationAnswer answer, ImmutableArray<RootField> fields, RootField failed, ParseException refusal)
    {
        foreach (var field in fields)
        {
            answer.Key(field.Key);
            if (field is ConstantField constant)
                answer.Raw(constant.Json);
            else
                answer.Fail(field, ReferenceEquals(field, failed) ? refusal : new ParseException(ErrorCode.OtherCause, $"Not done, because {failed.Key} failed, which is part of the same transaction."));
        }
    }
}
