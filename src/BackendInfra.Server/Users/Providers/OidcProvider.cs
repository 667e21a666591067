using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Users;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BackendInfra.Server.Users.Providers;

/// <summary>Checks ID tokens of an OpenID Connect service: signature, issuer, audience, times, and that they are about this user.</summary>
internal sealed class OidcProvider(OidcKeys keys, TimeProvider time) : IAuthProvider
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>A secret that clients know, or no signature at all, proves nothing.</summary>
    private static readonly string[] Asymmetric =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };

    public string Kind => "oidc";

    public async Task ConfirmAsync(AuthClaim claim, CancellationToken cancellationToken)
    {
        var issuers = OidcIssuers.Of(claim);
        var audiences = claim.RequireClientIds();
        var token = claim.RequireText("id_token", "token");
        var result = await ValidateAsync(await keys.GetAsync(claim, issuers[0], cancellationToken));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The service may have new keys.
            keys.Refresh(claim, issuers[0]);
            result = await ValidateAsync(await keys.GetAsync(claim, issuers[0], cancellationToken));
        }

        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || jwt.Subject != claim.Id || !HasNonce(claim, jwt))
            throw claim.Invalid();

        Task<TokenValidationResult> ValidateAsync(OpenIdConnectConfiguration configuration) => _tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuers = issuers,
            ValidAudiences = audiences,
            ValidAlgorithms = Algorithms(claim),
            IssuerSigningKeys = configuration.SigningKeys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = IsCurrent,
            ClockSkew = ClockSkew,
        });
    }

    private static IEnumerable<string> Algorithms(AuthClaim claim) =>
        claim.Options.Algorithms.IsEmpty ? Asymmetric : Asymmetric.Intersect(claim.Options.Algorithms).ToArray() is { Length: > 0 } allowed ? allowed : throw claim.NotSetUp();

    private bool IsCurrent(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && (notBefore is not { } start || now + ClockSkew >= start);
    }

    private static bool HasNonce(AuthClaim claim, JsonWebToken jwt)
    {
        var sent = claim.Text("nonce");
        if (sent is null)
            return !claim.Options.RequireNonce;
        return jwt.TryGetPayloadValue<string>("nonce", out var nonce)
            && (nonce == sent || nonce == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sent))));
    }
}
