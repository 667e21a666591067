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
            var request = await RequestReader.ReadAsync(context.Request, body, context.RequestAborted);
            using var answer = await executor.ExecuteAsync(caller, request, context.RequestAborted);
            await AnswerWriter.WriteAsync(context, mediaType, answer);
        }
        catch (RequestException refusal)
        {
            await AnswerWriter.WriteAsync(context, mediaType, refusal);
        }
    }
}
