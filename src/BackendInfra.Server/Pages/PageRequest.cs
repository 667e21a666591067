using BackendInfra.Core.Apps;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BackendInfra.Server.Pages;

/// <summary>What somebody's browser sends to a page: the query of a link, or a small form.</summary>
internal sealed class PageRequest
{
    private const int MaxBody = 16 * 1024;

    private static readonly FormOptions Small = new() { BufferBodyLengthLimit = MaxBody, ValueCountLimit = 16, KeyLengthLimit = 100, ValueLengthLimit = 4_096 };

    private readonly IQueryCollection _query;
    private readonly IFormCollection _form;

    private PageRequest(App app, HttpContext context, IFormCollection form)
    {
        Caller = new Caller(app, Principal.Anonymous) { Address = context.Connection.RemoteIpAddress };
        _query = context.Request.Query;
        _form = form;
    }

    public App App => Caller.App;

    /// <summary>Pages are everybody's: what they may do lies in the token.</summary>
    public Caller Caller { get; }

    /// <summary>The token of the link, or of the form that the link led to.</summary>
    public string? Token => Field("token") ?? (_query.TryGetValue("token", out var values) && values is [{ Length: > 0 } token] ? token : null);

    /// <summary>Null when the app does not exist.</summary>
    /// <exception cref="BadHttpRequestException">The form is too large, or malformed.</exception>
    public static async Task<PageRequest?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.RouteValues[PageEndpoints.App] is not string id
            || await context.RequestServices.GetRequiredService<IAppStore>().FindAsync(id, cancellationToken) is not { } app)
        {
            return null;
        }

        if (!context.Request.HasFormContentType)
            return new PageRequest(app, context, FormCollection.Empty);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBody;
        context.Features.Set<IFormFeature>(new FormFeature(context.Request, Small));
        try
        {
            return new PageRequest(app, context, await context.Request.ReadFormAsync(cancellationToken));
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException("The form is malformed.", StatusCodes.Status400BadRequest, exception);
        }
    }

    /// <summary>A field of the form that was sent once and is not empty.</summary>
    public string? Field(string name) => _form.TryGetValue(name, out var values) && values is [{ Length: > 0 } text] ? text : null;
}
