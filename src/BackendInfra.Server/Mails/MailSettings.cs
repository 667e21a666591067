using MailKit.Security;

namespace BackendInfra.Server.Mails;

/// <summary>How mails leave this server: the settings <c>Mail:Host</c>, <c>Port</c>, <c>User</c>, <c>Password</c>, <c>From</c> and <c>Tls</c>.</summary>
/// <param name="Host">Null: no mails.</param>
/// <param name="From">The sender of apps without a <c>fromAddress</c>.</param>
internal sealed record MailSettings(string? Host, int Port, string? User, string? Password, string? From, SecureSocketOptions Tls)
{
    private const int SubmissionPort = 587;

    /// <exception cref="InvalidOperationException">A setting cannot have its value.</exception>
    public static MailSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Mail");
        return new MailSettings(
            section["Host"] is { Length: > 0 } host ? host : null,
            section["Port"] is not { Length: > 0 } port ? SubmissionPort
                : ushort.TryParse(port, out var number) && number > 0 ? number
                : throw new InvalidOperationException($"Mail:Port is '{port}'; it must be 1 to 65535."),
            section["User"],
            section["Password"],
            section["From"],
            section["Tls"]?.ToLowerInvariant() switch
            {
                // With port 465 from the start, else as soon as the mail server offers it.
                null or "" or "auto" => SecureSocketOptions.Auto,
                "starttls" => SecureSocketOptions.StartTls,
                "ssl" => SecureSocketOptions.SslOnConnect,
                "none" => SecureSocketOptions.None,
                var other => throw new InvalidOperationException($"Mail:Tls is '{other}'; it must be auto, starttls, ssl or none."),
            });
    }
}
