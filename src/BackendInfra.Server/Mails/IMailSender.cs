namespace BackendInfra.Server.Mails;

/// <summary>Hands a mail over to whoever delivers it.</summary>
internal interface IMailSender
{
    Task SendAsync(Mail mail, CancellationToken cancellationToken);
}
