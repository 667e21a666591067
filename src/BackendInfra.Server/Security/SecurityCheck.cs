namespace BackendInfra.Server.Security;

/// <summary>One question of the security report.</summary>
/// <param name="Passes">Whether all is well.</param>
/// <param name="Warning">What is weak otherwise.</param>
/// <param name="Solution">What to do about it.</param>
internal sealed record SecurityCheck(string Title, bool Passes, string Warning, string Solution);
