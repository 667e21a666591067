using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.Dispatch;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.Mails;
using GraphQL;
using GraphQL.SystemTextJson;
using EngineInputs = GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Runs ordinary fields, one at a time, through GraphQL.NET: introspection, health, and the class registry.</summary>
internal sealed class Engine(ISchemaRegistry registry, TriggeredConfig config, IFunctionDispatcher functions, AccountRecovery recovery, FileUploads files, ILogger<Engine> log)
{
    private readonly DocumentExecuter _executer = new();
    private readonly GraphQLSerializer _serializer = new(options => options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    public async Task WriteAsync(OperationAnswer answer, EngineField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var cacheKey = field.IsIntrospection ? $"{field.Key}\n{request.Variables}\n{request.OperationName}\n{request.Query}" : null;
        if (cacheKey is not null && request.Runtime.FindIntrospection(cacheKey) is { } known)
        {
            answer.Raw(known);
            return;
        }

        var (result, _) = await ExecuteAsync(answer, field, request, cancellationToken);
        using var buffer = new MemoryStream();
        await _serializer.WriteAsync(buffer, result, cancellationToken);
        using var json = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), new JsonDocumentOptions { MaxDepth = 512 });
        if (!json.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            answer.Null(field);
            return;
        }

        var bytes = System.Text.Encoding.UTF8.GetBytes(data.GetProperty(field.Key).GetRawText());
        if (cacheKey is not null && result.Errors is null)
            request.Runtime.AddIntrospection(cacheKey, bytes);
        answer.Raw(bytes);
    }

    /// <summary>Runs a field whose value is written elsewhere. Its errors are noted.</summary>
    /// <returns>The objects that its function gave; null for none, and after an error.</returns>
    public async Task<JsonElement?> ResultAsync(OperationAnswer answer, EngineField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var (result, context) = await ExecuteAsync(answer, field, request, cancellationToken);
        return result.Errors is null ? context.Given : null;
    }

    private async Task<(ExecutionResult Result, EngineContext Context)> ExecuteAsync(OperationAnswer answer, EngineField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var context = new EngineContext(request.Caller, registry, config, functions, recovery, files, request.Uploads);
        var result = await _executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = request.Runtime.Schema.Schema,
            Document = field.Document,
            Query = request.Query,
            Variables = request.Variables.ValueKind == JsonValueKind.Object ? _serializer.ReadNode<EngineInputs>(request.Variables) ?? EngineInputs.Empty : EngineInputs.Empty,
            // The document has passed validation; the engine sees only a part of it.
            ValidationRules = [],
            UserContext = context,
            ThrowOnUnhandledException = false,
            CancellationToken = cancellationToken,
        });
        foreach (var error in result.Errors ?? [])
            answer.Error(Error(field, error));
        return (result, context);
    }

    private GraphQLError Error(EngineField field, ExecutionError error)
    {
        var refusal = error.InnerException as ParseException;
        if (refusal is null)
            log.LogError(error, "GraphQL field {Field} failed", field.Key);
        return new GraphQLError(refusal?.Message ?? "Internal server error", GraphQLError.Number(refusal?.Code ?? ErrorCode.InternalServerError))
        {
            Path = error.Path is { } path ? [.. path.Select(step => step is int index ? index : (object)step.ToString()!)] : [field.Key],
            Locations = [(field.Line, field.Column)],
        };
    }
}
