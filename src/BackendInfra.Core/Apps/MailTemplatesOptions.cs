namespace BackendInfra.Core.Apps;

/// <summary>The texts of an app's mails.</summary>
public sealed record MailTemplatesOptions
{
    public MailTemplateOptions PasswordReset { get; init; } = new();

    public MailTemplateOptions EmailVerification { get; init; } = new();
}
