using BackendInfra.Core.Users;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Rest.Users;

/// <summary>What a write did, and what its caller has of it beside.</summary>
/// <param name="Outcome">Null for a sign-up with <c>authData</c> that belongs to a user already: it writes nothing but logs him in.</param>
/// <param name="Token">Null where no session was made.</param>
internal sealed record UserWrite(WriteOutcome? Outcome, string? Token = null)
{
    /// <summary>The user who was logged in.</summary>
    public string? LoggedIn { get; init; }

    /// <summary>The second factor that was set up, whose recovery codes are told now or never.</summary>
    public MfaChange? Mfa { get; init; }
}
