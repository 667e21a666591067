using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Users;

/// <summary>A user who has signed up or logged in.</summary>
/// <param name="SessionToken">Told to the client once; only its hash is kept. Null for a user who must prove his address first.</param>
internal sealed record SignedIn(string UserId, string? SessionToken)
{
    /// <summary>The write that made the user; null when he was there already.</summary>
    public WriteOutcome? SignUp { get; init; }
}
