using BackendInfra.Core.Users;

namespace BackendInfra.Server.Users.Providers;

/// <summary>Takes an id of the client's own making: whoever knows it is that user, as with a password.</summary>
internal sealed class AnonymousProvider : IAuthProvider
{
    public const string Name = "anonymous";

    public string Kind => Name;

    public Task ConfirmAsync(AuthClaim claim, CancellationToken cancellationToken) => Task.CompletedTask;
}
