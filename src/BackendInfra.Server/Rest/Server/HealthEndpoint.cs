using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Rest.Server;

/// <summary><c>/health</c>: needs no app. 200 while the database answers, else 503.</summary>
internal static class HealthEndpoint
{
    public static async Task AnswerAsync(HttpContext context)
    {
        var health = context.RequestServices.GetRequiredService<IDatabaseHealth>();
        var isAvailable = await health.IsAvailableAsync(context.RequestAborted);
        context.Response.StatusCode = isAvailable ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (!isAvailable)
            context.Response.Headers.RetryAfter = "1";
        await context.Response.WriteAsync(isAvailable ? """{"status":"ok"}""" : """{"status":"unavailable"}""", context.RequestAborted);
    }
}
