using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Users.Providers;

namespace BackendInfra.Server.Users;

/// <summary>
/// Has the <c>authData</c> that clients send confirmed by the services that it names. This asks other servers, so it is
/// done before a request takes a connection to the database.
/// </summary>
internal sealed class AuthProviders(IEnumerable<IAuthProvider> providers, Mfa mfa)
{
    private const int MaxProviders = 8;
    private const int MaxIdLength = 256;

    private readonly Dictionary<string, IAuthProvider> _kinds = providers.ToDictionary(provider => provider.Kind, StringComparer.Ordinal);

    /// <summary>Whether a write of a user names services.</summary>
    public static bool Concerns(WritePlan plan) => plan.ClassName == UserClass.Name && plan.Changes.Any(change => change.Field == UserClass.AuthData);

    /// <summary>The plan with the <c>authData</c> in it confirmed; the plan itself when it has none.</summary>
    /// <exception cref="ParseException">100, 101, 206, 252.</exception>
    public async Task<WritePlan> ConfirmAsync(App app, Principal principal, WritePlan plan, CancellationToken cancellationToken)
    {
        if (!Concerns(plan))
            return plan;
        AccessGate.RequireWriter(principal, "authData");
        if (plan.Kind == WriteKind.Update && !principal.MayWriteAnything && principal.UserId != plan.ObjectId)
            throw new ParseException(ErrorCode.SessionMissing, principal.UserId is null ? $"Cannot modify user {plan.ObjectId}." : "Insufficient auth.");
        if (plan.Changes.Count(change => change.Field == UserClass.AuthData) != 1
            || plan.Changes.First(change => change.Field == UserClass.AuthData) is not { IsNested: false, Operation: SetOperation { Value: ObjectValue authData } })
        {
            throw Unsupported();
        }

        return plan with
        {
            Changes = plan.Changes.RemoveAll(change => change.Field == UserClass.AuthData),
            AuthData = plan.Kind == WriteKind.Update
                ? await ConfirmAsync(app, principal, plan.ObjectId!, authData, cancellationToken)
                : await ConfirmAsync(app, authData, cancellationToken),
        };
    }

    /// <summary>Has what somebody sends who logs in or signs up confirmed.</summary>
    /// <exception cref="ParseException">100, 101, 252.</exception>
    public async Task<AuthLinks> ConfirmAsync(App app, ObjectValue authData, CancellationToken cancellationToken)
    {
        var (others, claim) = Mfa.Split(authData);
        return await ConfirmAsync(app, others, mayUnlink: false, cancellationToken) with { MfaClaim = claim };
    }

    private async Task<AuthLinks> ConfirmAsync(App app, Principal principal, string userId, ObjectValue authData, CancellationToken cancellationToken)
    {
        var (others, change) = Mfa.Split(authData);
        if (change is null)
            return await ConfirmAsync(app, others, mayUnlink: true, cancellationToken);
        var links = others.Members.IsEmpty ? AuthLinks.None : await ConfirmAsync(app, others, mayUnlink: true, cancellationToken);
        return links with { Mfa = await mfa.ChangeAsync(app, principal, userId, change, cancellationToken) };
    }

    /// <summary>Asks every service that is named. A null takes the user's identity there away.</summary>
    /// <exception cref="ParseException">100 a service does not answer, 101 it refuses, 252 what is no claim, or of a service that is not enabled.</exception>
    private async Task<AuthLinks> ConfirmAsync(App app, ObjectValue authData, bool mayUnlink, CancellationToken cancellationToken)
    {
        if (authData.Members.Count is 0 or > MaxProviders)
            throw Unsupported();
        var links = AuthLinks.None;
        var claims = new List<(IAuthProvider Provider, AuthClaim Claim)>();
        foreach (var (name, value) in authData.Members)
        {
            if (!Names.IsIdentifier(name))
                throw Unsupported();
            if (value is NullValue && mayUnlink)
                links = links with { Unlinked = links.Unlinked.Add(name) };
            else
                claims.Add(Claim(app, name, value));
        }

        // Every part is looked at before the first service is asked.
        foreach (var (provider, claim) in claims)
        {
            await provider.ConfirmAsync(claim, cancellationToken);
            links = links with { Linked = links.Linked.Add(claim.Provider, claim.Id) };
        }

        return links;
    }

    private (IAuthProvider Provider, AuthClaim Claim) Claim(App app, string name, ParseValue value)
    {
        var options = app.Options.Auth.GetValueOrDefault(name) ?? (name == AnonymousProvider.Name ? new AuthProviderOptions { Enabled = app.Options.EnableAnonymousUsers } : null);
        if (options is not { Enabled: true } || Kind(name, options) is not { } kind || !_kinds.TryGetValue(kind, out var provider))
            throw Unsupported();

        // An id that is no text, such as {"$ne": null}, is nobody's (rule 13).
        if (value is not ObjectValue data || data.Members.GetValueOrDefault("id") is not StringValue { Text: { Length: > 0 and <= MaxIdLength } id } || id.Contains('\0'))
            throw Unsupported();
        return (provider, new AuthClaim(name, id, data, options));
    }

    /// <summary>Only the service of that name is anonymous: as another's kind it would let everybody in.</summary>
    private string? Kind(string name, AuthProviderOptions options) =>
        name == AnonymousProvider.Name ? name
        : options.Kind == AnonymousProvider.Name ? null
        : options.Kind ?? (
            OidcIssuers.Knows(name) || options.Issuer is not null ? "oidc"
            : _kinds.ContainsKey(name) ? name
            : "http");

    private static ParseException Unsupported() => new(ErrorCode.UnsupportedService, "This authentication method is unsupported.");
}
