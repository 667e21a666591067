using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.GraphQL.Users;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Runs the fields of a mutation one after the other, each with all of its nested writes and its answer in one transaction.</summary>
internal sealed class MutationRunner(IObjectStore store, WritePipeline pipeline, Engine engine, FileUploads files, UserMutations users, RateLimits limits, ILogger<MutationRunner> log)
{
    public async Task RunAsync(OperationAnswer answer, OperationPlan plan, OperationRequest request, CancellationToken cancellationToken)
    {
        foreach (var field in plan.Fields)
        {
            answer.Key(field.Key);
            switch (Counted(field, request))
            {
                case ConstantField constant:
                    answer.Raw(constant.Json);
                    break;
                case RefusedField refused:
                    answer.Fail(refused, refused.Error);
                    break;
                case EngineField ordinary:
                    await engine.WriteAsync(answer, ordinary, request, cancellationToken);
                    break;
                case UserMutationField user:
                    await users.RunAsync(answer, user, request, cancellationToken);
                    break;
                case MutationField mutation:
                    await RunAsync(answer, mutation, request, cancellationToken);
                    break;
            }
        }
    }

    private RootField Counted(RootField field, OperationRequest request)
    {
        try
        {
            if (FieldRoutes.Of(field) is var (method, path))
                limits.Require(request.Caller, method, path);
            return field;
        }
        catch (ParseException refusal)
        {
            return new RefusedField(field.Key, field.IsNonNull, field.Line, field.Column, refusal);
        }
    }

    private async Task RunAsync(OperationAnswer answer, MutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var rows = field.Reads.Select(_ => new RowBuffer()).ToArray();
        try
        {
            var links = await users.ConfirmAsync(field, request, cancellationToken);
            var plan = new WritePlan(KindOf(field.Role), field.Types.Class.Name, ObjectIdOf(field, request)) { AuthData = links };
            var triggered = await new ObjectWriter(pipeline, files, request, null, cancellationToken).BeforeAsync(plan, field.Types, FieldsOf(field, request));
            var objectId = await store.InTransactionAsync(
                request.Caller.App,
                transaction => WriteAsync(field, request, plan, triggered, transaction, rows, cancellationToken),
                cancellationToken);
            Write(answer, field, request, objectId, rows);
        }
        catch (SchemaChangedException)
        {
            answer.Fail(field, new ParseException(ErrorCode.WriteConflict, "The class changed while the request ran, and nothing was written. Try again."));
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
        finally
        {
            foreach (var buffer in rows)
                buffer.Dispose();
        }
    }

    /// <param name="triggered">Null where the write nests others, and its trigger runs after they are written.</param>
    private async Task<string> WriteAsync(
        MutationField field, OperationRequest request, WritePlan plan, TriggeredWrite? triggered, IStoreTransaction transaction, RowBuffer[] rows, CancellationToken cancellationToken)
    {
        // The store may run the work again after a deadlock.
        foreach (var buffer in rows)
            buffer.Clear();
        var writer = new ObjectWriter(pipeline, files, request, transaction, cancellationToken);
        Task<string> Written() => triggered is null ? writer.WriteAsync(plan, field.Types, FieldsOf(field, request)) : writer.WriteAsync(triggered);
        if (field.Role == ClassRole.Delete)
        {
            await ReadAsync(field, request, transaction, plan.ObjectId!, rows, cancellationToken);
            return await Written();
        }

        var objectId = await Written();
        await ReadAsync(field, request, transaction, objectId, rows, cancellationToken);
        return objectId;
    }

    private static WriteKind KindOf(ClassRole role) => role switch
    {
        ClassRole.Create => WriteKind.Create,
        ClassRole.Update => WriteKind.Update,
        _ => WriteKind.Delete,
    };

    private static InputValue? FieldsOf(MutationField field, OperationRequest request) => request.Scope.Member(field.Input, "fields");

    /// <summary>The object of an update or a delete.</summary>
    public static string? ObjectIdOf(MutationField field, OperationRequest request) => field.Role == ClassRole.Create
        ? null
        : GlobalId.ObjectIdOf(field.Types.Class.Name, request.Scope.Text(request.Scope.Member(field.Input, "id"))!);

    /// <exception cref="ParseException">101 the object is not there, or not for the caller.</exception>
    private static async Task ReadAsync(MutationField field, OperationRequest request, IStoreTransaction transaction, string objectId, RowBuffer[] rows, CancellationToken cancellationToken)
    {
        if (rows.Length == 0)
            return;
        var variables = new Dictionary<string, object?>(request.Scope.Variables) { [VariableOperand.WrittenId] = new ScalarInput(new StringValue(objectId)) };
        await transaction.ReadAsync(field.Reads, new ReadContext(request.Caller.Principal, variables) { FilesUrl = request.Caller.FilesUrl }, rows, cancellationToken);
        if (rows.Any(buffer => buffer.Rows == 0))
            throw Refusals.ObjectNotFound();
    }

    private static void Write(OperationAnswer answer, MutationField field, OperationRequest request, string objectId, RowBuffer[] rows)
    {
        var start = answer.Data.Length;
        var separator = "{";
        foreach (var part in field.Parts)
        {
            answer.Raw($"{separator}\"{part.Key}\":");
            separator = ",";
            switch (part)
            {
                case ClientMutationIdPart:
                    var id = request.Scope.Text(request.Scope.Member(field.Input, RootTypes.ClientMutationIdName));
                    answer.Raw(ParseJsonText.Text(json => json.WriteStringValue(id)));
                    break;
                case ConstantPayloadPart constant:
                    answer.Raw(constant.Json);
                    break;
                case ObjectPayloadPart { Read: null } written:
                    answer.Raw(WrittenObject.Json(written.Selection, field.Types.Class.Name, objectId));
                    break;
                case ObjectPayloadPart { Read: { } index }:
                    QueryRunner.Denied(answer, field, field.Reads[index], part.Key);
                    var json = answer.Object(field, rows[index].Cell(0), rows[index].HasMissing, part.Key);
                    if (json.SequenceEqual("null"u8))
                    {
                        // The object must not be null, so the payload is.
                        answer.Data.Truncate(start);
                        answer.Raw("null");
                        return;
                    }

                    answer.Raw(json);
                    break;
            }
        }

        answer.Raw(field.Parts.IsEmpty ? "{}" : "}");
    }
}
