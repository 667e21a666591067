namespace BackendInfra.Server.Mails;

/// <summary>One mail, ready to be sent.</summary>
internal sealed record Mail(string FromName, string From, string To, string Subject, string Text, string Html);
