namespace BackendInfra.Server.Mails;

internal enum MailKind
{
    PasswordReset,
    EmailVerification,
}
