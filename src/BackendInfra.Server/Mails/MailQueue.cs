using System.Threading.Channels;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Mails;

/// <summary>Mails that wait to be made; bounded, so that a flood of requests costs no memory.</summary>
internal sealed class MailQueue(MailSettings settings, ILogger<MailQueue> log) : IAccountMails
{
    private const int Capacity = 1_000;

    private readonly Channel<MailJob> _jobs = Channel.CreateBounded<MailJob>(Capacity);

    public IAsyncEnumerable<MailJob> ReadAllAsync(CancellationToken cancellationToken) => _jobs.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Adds a mail; false when there is no room.</summary>
    public bool TryAdd(MailJob job) => _jobs.Writer.TryWrite(job);

    /// <summary>Takes no more; what is there is still sent.</summary>
    public void Complete() => _jobs.Writer.TryComplete();

    public void SendVerification(App app, string userId)
    {
        if (settings.Host is null || app.Options.PublicServerUrl is null || !TryAdd(new VerificationJob(app, userId)))
            log.LogWarning("User {UserId} of app {App} gets no mail to verify his address: mails are not set up, or too many wait", userId, app.Name);
    }
}
