using MailKit.Net.Smtp;
using MimeKit;

namespace BackendInfra.Server.Mails;

/// <summary>Sends by SMTP. One connection per mail: they are few, and mail servers end idle ones.</summary>
internal sealed class SmtpMailSender(MailSettings settings) : IMailSender
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(15);

    public async Task SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress(mail.FromName, mail.From));
        message.To.AddRange(mail.To.Select(address => new MailboxAddress("", address)));
        message.Subject = mail.Subject;
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html }.ToMessageBody();

        using var client = new SmtpClient { Timeout = (int)TimeOut.TotalMilliseconds };
        await client.ConnectAsync(settings.Host!, settings.Port, settings.Tls, cancellationToken);
        if (settings.User is { Length: > 0 } user)
            await client.AuthenticateAsync(user, settings.Password ?? "", cancellationToken);
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }
}
