namespace BackendInfra.Core.Apps;

/// <summary>
/// How often passwords and codes may be tried, and mails asked for, in a window of time. The master key is exempt. The
/// defaults let an office behind one address log in, and end a machine that guesses.
/// </summary>
public sealed record LogInLimitOptions
{
    /// <summary>Attempts from one address; null: any number.</summary>
    public int? PerAddress { get; init; } = 600;

    /// <summary>Attempts for one user name or e-mail address, from anywhere; null: any number.</summary>
    public int? PerName { get; init; } = 60;

    /// <summary>The window's seconds.</summary>
    public int Window { get; init; } = 60;
}
