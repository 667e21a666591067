namespace BackendInfra.Core.Writes;

public enum WriteKind
{
    Create,
    Update,
    Delete,
}
