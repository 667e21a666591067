using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Users;

namespace BackendInfra.Server.Mails;

/// <summary>Makes the token that a mail carries, and sends it. The token exists in clear only here and in the mail.</summary>
internal sealed class AccountMailer(IAccountStore accounts, MailTemplates templates, IMailSender sender, MailSettings settings, UserTriggers triggers, TimeProvider time, ILogger<AccountMailer> log)
{
    /// <summary>Sends the mail of a job, if there is somebody to get it.</summary>
    public async Task SendAsync(MailJob job, CancellationToken cancellationToken)
    {
        var (app, options) = (job.App, job.App.Options);
        switch (job)
        {
            case PasswordResetJob reset when await accounts.FindByEmailAsync(app, reset.Email, cancellationToken) is { } account && await MayResetAsync(reset, account, cancellationToken):
                var policy = options.PasswordPolicy;
                await SendAsync(app, account, AccountToken.PasswordReset, policy.ResetTokenValidityDuration, policy.ResetTokenReuseIfValid, AccountLinks.PasswordReset, MailKind.PasswordReset, cancellationToken);
                break;
            case VerificationJob verification:
                await VerifyAsync(app, await accounts.FindAsync(app, verification.UserId, cancellationToken), cancellationToken);
                break;
            case VerificationRequestJob request:
                await VerifyAsync(app, await accounts.FindByEmailAsync(app, request.Email, cancellationToken), cancellationToken);
                break;
        }
    }

    /// <summary>Asks <c>beforePasswordResetRequest</c>. Only the mail fails to come: an answer would tell who has an account.</summary>
    private async Task<bool> MayResetAsync(PasswordResetJob job, Account account, CancellationToken cancellationToken)
    {
        try
        {
            await triggers.BeforeAsync(job.App, TriggerKinds.BeforePasswordResetRequest, account.UserId, Principal.Anonymous, job.Origin, cancellationToken);
            return true;
        }
        catch (ParseException refusal)
        {
            log.LogInformation("beforePasswordResetRequest of app {App} refused ({Code}).", job.App.Name, refusal.Code);
            return false;
        }
    }

    private async Task VerifyAsync(App app, Account? account, CancellationToken cancellationToken)
    {
        var options = app.Options;
        if (account is { Email: not null, EmailVerified: false } && options.VerifyUserEmails)
            await SendAsync(app, account, AccountToken.EmailVerification, options.EmailVerifyTokenValidityDuration, options.EmailVerifyTokenReuseIfValid, AccountLinks.EmailVerification, MailKind.EmailVerification, cancellationToken);
    }

    private async Task SendAsync(
        App app, Account account, AccountToken kind, int? validity, bool keepsValid, string page, MailKind mail, CancellationToken cancellationToken)
    {
        // Without an address the name is one: that is how he was found.
        if ((account.Email ?? account.Username) is not { } to || (app.Options.FromAddress ?? settings.From) is not { } from)
            return;
        var (token, now) = (AccountToken.New(account.UserId), time.GetUtcNow());
        if (!await accounts.AddTokenAsync(app, kind, account, AccountToken.Hash(token), now, validity is { } seconds ? now.AddSeconds(seconds) : null, keepsValid, cancellationToken))
            return;

        var (subject, text, html) = await templates.RenderAsync(mail, app, account, AccountLinks.Of(app, page, token));
        await sender.SendAsync(new Mail(AccountLinks.NameOf(app), from, [to], subject, text, html), cancellationToken);
    }
}
