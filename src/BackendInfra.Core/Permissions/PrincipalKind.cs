namespace BackendInfra.Core.Permissions;

/// <summary>What a caller proved to be.</summary>
public enum PrincipalKind
{
    Anonymous,
    User,
    ReadOnlyMaster,
    Master,
    Maintenance,
}
