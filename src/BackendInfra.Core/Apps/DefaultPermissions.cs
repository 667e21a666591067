namespace BackendInfra.Core.Apps;

/// <summary>The permissions that a new class starts with.</summary>
public enum DefaultPermissions
{
    /// <summary>Only the master key reaches it (Back4app).</summary>
    Protected,

    /// <summary>Everybody may do everything (Parse Server).</summary>
    Public,
}
