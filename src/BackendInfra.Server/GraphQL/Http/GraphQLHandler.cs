using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Http;

/// <summary>One GraphQL request: who calls, what is asked, the answer.</summary>
internal sealed class GraphQLHandler(CallerResolver callers, GraphQLExecutor executor)
{
    public async Task HandleAsync(HttpContext context)
    {
        var caller = await callers.ResolveAsync(context, context.RequestAborted);
        var mediaType = MediaTypes.Negotiate(context.Request);
        using var body = new PooledBuffer();
        try
        {
            var cancellationToken = RequestDeadline.Begin(context, caller);
            var request = await RequestReader.ReadAsync(context.Request, body, cancellationToken);
            if (body.Length > caller.App.Options.MaxUploadSize)
                throw ErrorAnswer.TooLarge();
            using var answer = await executor.ExecuteAsync(caller, request, new AnswerStream(context, mediaType), cancellationToken);
            await AnswerWriter.WriteAsync(context, mediaType, answer);
        }
        catch (RequestException refusal)
        {
            await AnswerWriter.WriteAsync(context, mediaType, refusal);
        }
        catch (OperationCanceledException exception) when (!context.Response.HasStarted && RequestDeadline.HasEnded(context, exception))
        {
            var refusal = RequestDeadline.Refusal();
            await AnswerWriter.WriteAsync(context, mediaType, new RequestException(refusal.Message, GraphQLError.Number(refusal.Code)));
        }
    }
}
