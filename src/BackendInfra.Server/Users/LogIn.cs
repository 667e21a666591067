using BackendInfra.Core.Values;

namespace BackendInfra.Server.Users;

/// <summary>What somebody who logs in says of himself. Null is what he did not say.</summary>
/// <param name="Name">A user name or an e-mail address.</param>
internal sealed record LogIn(string? Name, string? Password)
{
    /// <summary>Whether an address that is not proved does no harm; heeded for the master key only.</summary>
    public bool IgnoresVerification { get; init; }

    /// <summary>Who he says he is at other services, besides.</summary>
    public ObjectValue? AuthData { get; init; }
}
