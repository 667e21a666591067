using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest;
using MimeKit;
using ParseException = BackendInfra.Core.Errors.ParseException;

namespace BackendInfra.Server.Mails;

/// <summary>Mails that an app's own code writes (<c>Parse.Cloud.sendEmail</c>).</summary>
internal sealed class AppMails(IMailSender sender, MailSettings settings, ILogger<AppMails> log)
{
    private const int MaxRecipients = 100;

    /// <summary>Sends a mail: <c>to</c> (an address, several with commas, or a list), <c>subject</c>, <c>text</c> or <c>html</c> or both, and <c>from</c> unless it is the app's own sender.</summary>
    /// <exception cref="ParseException">100 the mail server refuses or is away, 107 a part has no text, 108 mails are not set up, 125 what is no address, 155 too many, 204 nobody to send it to.</exception>
    public async Task SendAsync(App app, RestBody body, CancellationToken cancellationToken)
    {
        var mail = Read(app, body);
        try
        {
            await sender.SendAsync(mail, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ParseException))
        {
            // The type alone: a mail server's text may repeat the address or the mail.
            log.LogError("A mail of the code of app {App} could not be sent: {Error}", app.Name, exception.GetType().Name);
            throw new ParseException(ErrorCode.ConnectionFailed, "The mail could not be sent.", exception) { HttpStatus = StatusCodes.Status400BadRequest };
        }
    }

    private Mail Read(App app, RestBody body)
    {
        var own = app.Options.FromAddress ?? settings.From;
        if (settings.Host is null || (own is null && Text(body, "from") is null))
            throw new ParseException(ErrorCode.CommandUnavailable, "Mails are not set up: the server needs Mail:Host and Mail:From.");
        var from = Text(body, "from") is { } sent ? Addresses(sent).First() : new MailboxAddress(AccountLinks.NameOf(app), own!);
        var to = Recipients(body).SelectMany(Addresses).Select(mailbox => mailbox.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (to.Length == 0)
            throw new ParseException(ErrorCode.EmailMissing, "A mail needs somebody to send it to.");
        if (to.Length > MaxRecipients)
            throw new ParseException(ErrorCode.RequestLimitExceeded, $"A mail may have at most {MaxRecipients} recipients.");

        var (text, html) = (Text(body, "text"), Text(body, "html"));
        if (text is null && html is null)
            throw Refusals.InvalidJson("A mail needs text or html.");
        var subject = string.Concat((Text(body, "subject") ?? "").Where(c => !char.IsControl(c)));
        return new Mail(from.Name ?? "", from.Address, to, subject, text ?? "", html);
    }

    private static IEnumerable<string> Recipients(RestBody body) => body.Find("to") switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => Text(item, "to")),
        { ValueKind: not JsonValueKind.Null } one => [Text(one, "to")],
        _ => [],
    };

    private static IEnumerable<MailboxAddress> Addresses(string text) =>
        InternetAddressList.TryParse(text, out var list) && list.Mailboxes.All(mailbox => mailbox.Address.Contains('@', StringComparison.Ordinal)) && list.Mailboxes.Any()
            ? list.Mailboxes
            : throw new ParseException(ErrorCode.InvalidEmailAddress, $"This is no e-mail address: {Excerpt.Of(text)}");

    private static string? Text(RestBody body, string name) =>
        body.Find(name) is { ValueKind: not JsonValueKind.Null } value ? Text(value, name) : null;

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? ParseJson.ReadText(value) : throw Refusals.InvalidJson($"{name} of a mail must be text.");
}
