using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Triggers;
using BackendInfra.Server.Http;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Custom;

/// <summary>
/// Answers fields of functions that give objects of a class. They show what the function gave, as <c>POST /functions</c> does;
/// their relations, which no object holds, are read with the caller's own rights.
/// </summary>
internal sealed class FunctionObjects(Engine engine, IReadExecutor reads, ILogger<FunctionObjects> log)
{
    public async Task WriteAsync(OperationAnswer answer, EngineField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        try
        {
            if (await engine.ResultAsync(answer, field, request, cancellationToken) is not { } given)
            {
                answer.Null(field);
                return;
            }

            var asked = field.Objects!;
            var relations = new DecodedRelations(reads, request.Runtime.Schema.Snapshot, request);
            foreach (var item in Items(given))
                relations.Note(asked.Class, asked.Selection, item, ClassOperation.Get);
            await relations.ReadAsync(_ => false, (_, _, _) => throw new InvalidOperationException("The planner refuses relations to classes with find triggers."), cancellationToken);
            if (!Write(answer, field, asked.Type, given, relations, []))
            {
                answer.Data.Truncate(start);
                answer.Null(field);
            }
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Data.Truncate(start);
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement given) => given.ValueKind switch
    {
        JsonValueKind.Array => given.EnumerateArray().SelectMany(Items),
        JsonValueKind.Object => [given],
        _ => [],
    };

    /// <returns>False for a value that is null because of what misses in it, and must not be.</returns>
    private static bool Write(OperationAnswer answer, EngineField field, IGraphType type, JsonElement given, DecodedRelations relations, IEnumerable<object> at)
    {
        var (of, mayBeNull) = type is NonNullGraphType { ResolvedType: { } inner } ? (inner, false) : (type, true);
        var start = answer.Data.Length;
        var isWhole = (of, given.ValueKind) switch
        {
            (_, JsonValueKind.Null) => false,
            (ListGraphType { ResolvedType: { } item }, _) => WriteList(answer, field, item, given, relations, at),
            _ => WriteObject(answer, field, given, relations, at),
        };
        if (isWhole)
            return true;
        answer.Data.Truncate(start);
        answer.Raw("null");
        return mayBeNull;
    }

    private static bool WriteList(OperationAnswer answer, EngineField field, IGraphType type, JsonElement given, DecodedRelations relations, IEnumerable<object> at)
    {
        answer.Raw("[");
        foreach (var (i, item) in given.EnumerateArray().Index())
        {
            if (i > 0)
                answer.Raw(",");
            if (!Write(answer, field, type, item, relations, at.Append(i)))
                return false;
        }

        answer.Raw("]");
        return true;
    }

    private static bool WriteObject(OperationAnswer answer, EngineField field, JsonElement given, DecodedRelations relations, IEnumerable<object> at)
    {
        using var buffer = new PooledBuffer();
        new DecodedObject(buffer, relations).Write(field.Objects!.Class, field.Objects.Selection, given);
        var json = answer.Object(field, buffer.WrittenSpan, buffer.WrittenSpan.Contains((byte)GraphSelection.MissingMarker), [.. at]);
        if (json.SequenceEqual("null"u8))
            return false;
        answer.Raw(json);
        return true;
    }
}
