namespace BackendInfra.Core.Apps;

/// <summary>How the server reaches its database, as far as the security report judges it. Tells no secret.</summary>
public interface IDatabaseSecurity
{
    /// <summary>Whether the password is long and mixed; also true where none is needed.</summary>
    bool HasStrongPassword { get; }

    /// <summary>Whether nobody on the network can listen: a socket of this machine, or encryption.</summary>
    bool IsPrivate { get; }
}
