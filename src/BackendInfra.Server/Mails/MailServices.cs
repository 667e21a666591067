using BackendInfra.Core.Users;

namespace BackendInfra.Server.Mails;

/// <summary>Registers mails, and what they are about.</summary>
internal static class MailServices
{
    public static IServiceCollection AddMails(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(MailSettings.Of(configuration))
        .AddSingleton<MailQueue>()
        .AddSingleton<IAccountMails>(provider => provider.GetRequiredService<MailQueue>())
        .AddSingleton<IMailSender, SmtpMailSender>()
        .AddSingleton<MailTemplates>()
        .AddSingleton<AppMails>()
        .AddSingleton<AccountMailer>()
        .AddSingleton<AccountRecovery>()
        .AddHostedService<MailWorker>();
}
