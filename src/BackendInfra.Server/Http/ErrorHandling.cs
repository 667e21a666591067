using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Http;

/// <summary>Turns whatever a request throws into an answer. Clients never see details of what is not a refusal.</summary>
internal sealed class ErrorHandling(RequestDelegate next, ILogger<ErrorHandling> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; whatever failed because of that, nobody waits for an answer.
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var refusal = RequestDeadline.HasEnded(context, exception) ? RequestDeadline.Refusal() : RefusalFor(exception);
        if (ErrorAnswer.StatusOf(refusal) >= StatusCodes.Status500InternalServerError || context.Response.HasStarted)
        {
            log.LogError(exception, "Request {RequestId} failed: {Method} {Path}", context.TraceIdentifier, context.Request.Method, context.Request.Path);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.ContentLength = null;
        await ErrorAnswer.WriteAsync(context, refusal);
    }

    private static ParseException RefusalFor(Exception exception) => exception switch
    {
        ParseException refusal => refusal,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ErrorAnswer.TooLarge(),
        BadHttpRequestException bad => new(ErrorCode.InvalidJson, "The request is malformed.") { HttpStatus = bad.StatusCode },
        _ => new(ErrorCode.InternalServerError, "Internal server error."),
    };
}
