namespace BackendInfra.Core.Writes;

/// <summary>Sessions that end with a write, in its own statement. The written object itself stays.</summary>
/// <param name="InstallationId">Null ends all sessions of the user.</param>
public sealed record SessionRevocation(string UserId, string? InstallationId);
