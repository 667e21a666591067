using MailKit.Net.Smtp;

namespace BackendInfra.Server.Mails;

/// <summary>Makes and sends waiting mails, a few at a time. When the server stops, those that wait are still sent while there is time.</summary>
internal sealed class MailWorker(MailQueue queue, AccountMailer mailer, TimeProvider time, ILogger<MailWorker> log) : BackgroundService
{
    private const int Parallel = 4;

    /// <summary>Waits between attempts: a mail server may be busy for a moment.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => System.Threading.Tasks.Parallel.ForEachAsync(
        queue.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = stoppingToken },
        async (job, cancellationToken) => await SendAsync(job, cancellationToken));

    private async Task SendAsync(MailJob job, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await mailer.SendAsync(job, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The type alone: a mail server's text may repeat the address or the mail.
                log.LogError("A mail of app {App} could not be sent ({Job}, attempt {Attempt}): {Error}", job.App.Name, job.GetType().Name, attempt + 1, exception.GetType().Name);
                if (attempt == Pauses.Length || IsFinal(exception))
                    return;
            }

            await Task.Delay(Pauses[attempt], time, cancellationToken);
        }
    }

    /// <summary>Whether another attempt would end in the same way: the mail server has refused the mail, or the address is none.</summary>
    private static bool IsFinal(Exception exception) =>
        exception is SmtpCommandException { StatusCode: >= SmtpStatusCode.SyntaxError } or MimeKit.ParseException;
}
