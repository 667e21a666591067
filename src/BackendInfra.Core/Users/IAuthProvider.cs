using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Users;

/// <summary>Asks a service whether somebody is who he says he is.</summary>
public interface IAuthProvider
{
    /// <summary>What <see cref="Apps.AuthProviderOptions.Kind"/> calls it.</summary>
    string Kind { get; }

    /// <exception cref="ParseException">101 he is not, 100 the service does not answer, 252 it is not set up.</exception>
    Task ConfirmAsync(AuthClaim claim, CancellationToken cancellationToken);
}
