namespace BackendInfra.Server.CloudCode.Containment;

/// <param name="Path">The program.</param>
/// <param name="PermissionOption">What turns its permission model on.</param>
internal sealed record NodeVersion(string Path, string PermissionOption);
