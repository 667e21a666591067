namespace BackendInfra.Core.Classes;

/// <summary>What identifies an installation that is there already.</summary>
public sealed record StoredInstallation(string ObjectId, string? InstallationId, string? DeviceToken, string? DeviceType, string? AppIdentifier);
