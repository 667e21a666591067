using System.Collections.Concurrent;
using BackendInfra.Core.Users;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BackendInfra.Server.Users.Providers;

/// <summary>The signing keys of OpenID Connect services, read when they are first needed and kept for hours.</summary>
internal sealed class OidcKeys(AuthHttp http)
{
    private static readonly TimeSpan MinimalRefresh = TimeSpan.FromSeconds(30);

    /// <summary>By address, of which there are as many as apps' options name.</summary>
    private readonly ConcurrentDictionary<string, ConfigurationManager<OpenIdConnectConfiguration>> _services = new(StringComparer.Ordinal);

    /// <exception cref="Core.Errors.ParseException">100 the service does not answer, 252 its address is none.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(AuthClaim claim, string issuer, CancellationToken cancellationToken)
    {
        try
        {
            return await Service(claim, issuer).GetConfigurationAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            throw AuthHttp.Unreachable(claim, exception);
        }
    }

    /// <summary>Lets the next call read the keys again, unless that has been done just now.</summary>
    public void Refresh(AuthClaim claim, string issuer) => Service(claim, issuer).RequestRefresh();

    private ConfigurationManager<OpenIdConnectConfiguration> Service(AuthClaim claim, string issuer)
    {
        var isKeySet = claim.Options.JwksUri is not null;
        var address = AuthHttp.RequireUrl(claim, claim.Options.JwksUri ?? $"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        return _services.GetOrAdd($"{isKeySet} {address}", _ => new ConfigurationManager<OpenIdConnectConfiguration>(
            address.ToString(),
            isKeySet ? new KeySetRetriever() : new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http.Client) { RequireHttps = !address.IsLoopback })
        {
            RefreshInterval = MinimalRefresh,
        });
    }

    /// <summary>Reads a key set that no discovery document stands before.</summary>
    private sealed class KeySetRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)) };
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys())
                configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}
