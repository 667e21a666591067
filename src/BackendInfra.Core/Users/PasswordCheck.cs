namespace BackendInfra.Core.Users;

public enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and the stored hash is of an older kind: store a new one.</summary>
    RightButOutdated,
}
