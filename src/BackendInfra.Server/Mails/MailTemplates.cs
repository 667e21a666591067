using System.Text.Encodings.Web;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;
using Fluid;

namespace BackendInfra.Server.Mails;

/// <summary>
/// The texts of mails: Liquid templates of the app, or the server's own. They know <c>appName</c>, <c>link</c>,
/// <c>username</c> and <c>email</c>; in HTML all of them are encoded.
/// </summary>
internal sealed class MailTemplates(ILogger<MailTemplates> log)
{
    private static readonly FluidParser Parser = new();

    public async Task<(string Subject, string Text, string Html)> RenderAsync(MailKind kind, App app, Account account, string link)
    {
        var own = kind == MailKind.PasswordReset ? app.Options.MailTemplates.PasswordReset : app.Options.MailTemplates.EmailVerification;
        var subject = await RenderAsync(own.Subject, kind, "subject", NullEncoder.Default);
        return (
            string.Concat(subject.Where(c => !char.IsControl(c))).Trim(),
            await RenderAsync(own.Text, kind, "text", NullEncoder.Default),
            await RenderAsync(own.Html, kind, "html", HtmlEncoder.Default));

        async Task<string> RenderAsync(string? template, MailKind mail, string part, TextEncoder encoder)
        {
            if (template is not null)
            {
                try
                {
                    return await RenderTextAsync(template, encoder);
                }
                catch (Exception exception) when (exception is Fluid.ParseException or InvalidOperationException or FormatException)
                {
                    log.LogWarning("The template {Kind}.{Part} of app {App} cannot be used: {Error}", mail, part, app.Name, exception.Message);
                }
            }

            return await RenderTextAsync(Resource(mail, part), encoder);
        }

        async Task<string> RenderTextAsync(string template, TextEncoder encoder)
        {
            var context = Liquid.Context(("appName", AccountLinks.NameOf(app)), ("link", link), ("username", account.Username), ("email", account.Email));
            return await Parser.Parse(template).RenderAsync(context, encoder);
        }
    }

    private static string Resource(MailKind kind, string part)
    {
        using var stream = typeof(MailTemplates).Assembly.GetManifestResourceStream($"mails/{kind}.{part}.liquid")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
