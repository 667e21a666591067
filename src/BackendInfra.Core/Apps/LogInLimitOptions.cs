namespace BackendInfra.Core.Apps;

/// <summary>
/// How often log-ins and codes may fail, and mails be asked for. The master key is exempt. The defaults let an office behind
/// one address log in, and end a machine that guesses, or floods a mailbox.
/// </summary>
public sealed record LogInLimitOptions
{
    /// <summary>Attempts from one address in a window that did not succeed; null: any number.</summary>
    public int? PerAddress { get; init; } = 600;

    /// <summary>Attempts in a window, from anywhere, for one user name or e-mail address that did not succeed; null: any number.</summary>
    public int? PerName { get; init; } = 60;

    /// <summary>The window's seconds.</summary>
    public int Window { get; init; } = 60;

    /// <summary>Mails that may be asked for, for one e-mail address; null: any number.</summary>
    public int? MailsPerName { get; init; } = 10;

    /// <summary>The seconds of the window in which mails are counted.</summary>
    public int MailWindow { get; init; } = 900;
}
