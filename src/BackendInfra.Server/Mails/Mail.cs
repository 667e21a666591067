namespace BackendInfra.Server.Mails;

/// <summary>One mail, ready to be sent.</summary>
/// <param name="Html">Null: the text alone.</param>
internal sealed record Mail(string FromName, string From, IReadOnlyList<string> To, string Subject, string Text, string? Html);
