using BackendInfra.Server.Http;

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
        var page = request is null ? Pages.Page.NotFound : await answer(services.GetRequiredService<TPages>(), request, cancellationToken);
        await renderer.WriteAsync(context.Response, page, request?.App, cancellationToken);
    };
}
