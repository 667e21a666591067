namespace BackendInfra.Server.Http;

/// <summary>
/// Gives every request an id: the caller's (<c>X-Request-Id</c>) when it is a short word, else one of our own. Answers carry it,
/// the lines of the server's log (as <c>RequestId</c> of their scope), and those of the app's log.
/// </summary>
internal sealed class RequestIds(RequestDelegate next)
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 100;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers[Header] is [{ } sent] && IsSane(sent))
            context.TraceIdentifier = sent;
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }

    /// <summary>Nothing that could forge a line of a log, or make one unreadable.</summary>
    private static bool IsSane(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
