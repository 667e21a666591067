namespace BackendInfra.Core.Apps;

/// <summary>The texts of one kind of mail as Liquid templates; what is null is the server's own.</summary>
public sealed record MailTemplateOptions
{
    public string? Subject { get; init; }

    public string? Text { get; init; }

    public string? Html { get; init; }
}
