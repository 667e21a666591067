namespace BackendInfra.Server.Tests.Permissions;

/// <summary>Whom a class-level permission opens one operation to.</summary>
/// <param name="Fields">Of <c>owner</c> and <c>members</c>: those they name.</param>
internal sealed record MatrixRule(bool Everyone = false, bool SignedIn = false, bool Ann = false, bool Staff = false, params string[] Fields);
