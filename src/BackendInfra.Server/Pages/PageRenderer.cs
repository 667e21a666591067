using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Mails;
using Fluid;

namespace BackendInfra.Server.Pages;

/// <summary>
/// Writes pages: HTML without scripts, whose one style is named by its hash. Nothing else may be loaded, no other site may
/// frame them, and the address with the token is told to nobody.
/// </summary>
internal sealed class PageRenderer
{
    private static readonly FluidParser Parser = new();

    private readonly string _style = Resource("Style.css");
    private readonly IFluidTemplate _layout = Parser.Parse(Resource("Layout.liquid"));
    private readonly Dictionary<string, IFluidTemplate> _templates =
        new[] { "ChoosePassword", "PasswordChanged", "AskForReset", "MailSent", "EmailVerified", "InvalidResetLink", "InvalidVerifyLink", "Problem" }
            .ToDictionary(name => name, name => Parser.Parse(Resource($"{name}.liquid")), StringComparer.Ordinal);

    private string ContentSecurityPolicy => field ??=
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(_style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task WriteAsync(HttpResponse response, Page page, App? app, CancellationToken cancellationToken)
    {
        var context = Liquid.Context(
            ("appName", app is null ? "BackendInfra" : AccountLinks.NameOf(app)),
            ("title", page.Title),
            ("style", _style),
            ("error", page.Error),
            ("token", page.Token),
            ("username", page.Username));
        context.SetValue("content", await _templates[page.Template].RenderAsync(context, HtmlEncoder.Default));
        var html = Encoding.UTF8.GetBytes(await _layout.RenderAsync(context, HtmlEncoder.Default));

        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // The APIs let every origin read their answers; what stands here is for the reader's eyes.
        headers.Remove("Access-Control-Allow-Origin");
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = html.Length;
        await response.Body.WriteAsync(html, cancellationToken);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(PageRenderer).Assembly.GetManifestResourceStream($"pages/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
