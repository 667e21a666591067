using BackendInfra.Core.Errors;
using BackendInfra.Server.Http;
using BackendInfra.Server.Throttling;

namespace BackendInfra.Server.Pages;

/// <summary>Mounts the pages to which the links in mails lead, below the REST API: <c>/apps/{appId}/verify_email</c> and its like.</summary>
internal static class PageEndpoints
{
    /// <summary>The route value that names the app; the mount may name one, too.</summary>
    public const string App = "pageApp";

    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddSingleton<PageRenderer>()
        .AddSingleton<VerifyEmailPages>()
        .AddSingleton<PasswordResetPages>();

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        foreach (var mount in (ReadOnlySpan<string>)["/parse", $"/apps/{{{CallerResolver.ApplicationIdRouteValue}}}/parse"])
        {
            var pages = $"{mount}/apps/{{{App}}}";
            routes.MapGet($"{pages}/verify_email", Page<VerifyEmailPages>((page, request, ct) => page.VerifyAsync(request, ct)));
            routes.MapPost($"{pages}/resend_verification_email", Page<VerifyEmailPages>((page, request, ct) => page.ResendAsync(request, ct)));
            routes.MapGet($"{pages}/request_password_reset", Page<PasswordResetPages>((page, request, ct) => page.ShowAsync(request, ct)));
            routes.MapGet($"{pages}/choose_password", Page<PasswordResetPages>((page, request, ct) => page.ShowAsync(request, ct)));
            routes.MapPost($"{pages}/request_password_reset", Page<PasswordResetPages>((page, request, ct) => page.SubmitAsync(request, ct)));
        }
    }

    private static RequestDelegate Page<TPages>(Func<TPages, PageRequest, CancellationToken, Task<Page>> answer)
        where TPages : notnull => async context =>
    {
        var (services, cancellationToken) = (context.RequestServices, context.RequestAborted);
        var renderer = services.GetRequiredService<PageRenderer>();
        var request = await PageRequest.ReadAsync(context, cancellationToken);
        var page = request is null ? Pages.Page.NotFound : await AnswerAsync(request);
        await renderer.WriteAsync(context.Response, page, request?.App, cancellationToken);

        async Task<Page> AnswerAsync(PageRequest request)
        {
            try
            {
                services.GetRequiredService<RateLimits>().Require(request.Caller, context.Request.Method, $"apps/{request.App.Id}/{context.Request.Path.Value!.Split('/')[^1]}");
                return await answer(services.GetRequiredService<TPages>(), request, cancellationToken);
            }
            catch (ParseException refusal) when (refusal.HttpStatus == StatusCodes.Status429TooManyRequests)
            {
                return Pages.Page.Problem(refusal.Message, StatusCodes.Status429TooManyRequests);
            }
        }
    };
}
