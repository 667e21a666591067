namespace BackendInfra.Core.Permissions;

/// <summary>The operations that class-level permissions open or close.</summary>
public enum ClassOperation
{
    Find,
    Count,
    Get,
    Create,
    Update,
    Delete,
    AddField,
}
