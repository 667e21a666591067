using System.Net;
using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Http;

/// <summary>Finds the app that a request names, and what its keys make of the caller.</summary>
internal sealed class CallerResolver(IAppStore apps, Sessions sessions)
{
    /// <summary>The route value of <c>/apps/{applicationId}/…</c>.</summary>
    public const string ApplicationIdRouteValue = "applicationId";

    /// <summary>Resolves the caller from the request's path and headers.</summary>
    /// <exception cref="ParseException">403 unknown app, missing client key, or a master key from an address it is not taken from; 209 session token.</exception>
    public ValueTask<Caller> ResolveAsync(HttpContext context, CancellationToken cancellationToken) =>
        ResolveAsync(context, Credentials.FromHeaders(context.Request.Headers), cancellationToken);

    /// <summary>Resolves the caller from credentials that were gathered already. An app in the path wins over theirs.</summary>
    /// <inheritdoc cref="ResolveAsync(HttpContext, CancellationToken)"/>
    /// <param name="ignoresSession">Whether a session token that was sent counts for nothing, as where one logs in.</param>
    public async ValueTask<Caller> ResolveAsync(HttpContext context, Credentials credentials, CancellationToken cancellationToken, bool ignoresSession = false)
    {
        var applicationId = context.Request.RouteValues[ApplicationIdRouteValue] as string ?? credentials.ApplicationId;
        var app = applicationId is null ? null : await apps.FindAsync(applicationId, cancellationToken);
        if (app is null)
            throw Unauthorized();

        CorsHeaders.SetOrigin(context.Response, app.Options.AllowOrigin);
        var principal = PrincipalOf(app, credentials, context.Connection.RemoteIpAddress);
        var session = credentials.SessionToken is { } token && !ignoresSession && !principal.IsUnrestricted
            ? await sessions.RequireAsync(app, token, cancellationToken)
            : null;
        var filesUrl = FilesUrl(context.Request, app);
        return new Caller(app, session?.Principal ?? principal, session)
        {
            SessionToken = credentials.SessionToken,
            InstallationId = credentials.InstallationId,
            Address = context.Connection.RemoteIpAddress,
            FilesUrl = filesUrl,
            Origin = RequestOrigins.Of(context, credentials, session is not null, filesUrl),
            ClientVersion = credentials.ClientVersion,
        };
    }

    /// <summary>What stands before the names of an app's files to make URLs that the caller can open.</summary>
    public static string FilesUrl(HttpRequest request, App app) =>
        FileUrls.Folder(app.Options.PublicServerUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}/parse", app.Id);

    private static Principal PrincipalOf(App app, Credentials credentials, IPAddress? address)
    {
        // A wrong master key is no error in Parse: the request goes on without privileges.
        if (Privileged(app.Keys, credentials) is { } privileged)
            return MayUseMasterKey(app.Options, address) ? privileged : throw Unauthorized();

        if (app.Options.RequireClientKey && !credentials.ClientKeys.Any(key => IsClientKey(app.Keys, key)))
            throw Unauthorized();
        return Principal.Anonymous;
    }

    private static Principal? Privileged(AppKeys keys, Credentials credentials) =>
        AreEqual(keys.Master, credentials.MasterKey) ? Principal.Master
        : AreEqual(keys.ReadOnlyMaster, credentials.MasterKey) ? Principal.ReadOnlyMaster
        : AreEqual(keys.Maintenance, credentials.MaintenanceKey) ? Principal.Maintenance
        : null;

    /// <remarks>A connection without an address comes over a Unix socket, so from this machine.</remarks>
    private static bool MayUseMasterKey(AppOptions options, IPAddress? address)
    {
        if (address is null)
            return true;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var allowed in options.MasterKeyIps)
        {
            if (IPNetwork.TryParse(allowed, out var network) ? network.Contains(address) : IPAddress.TryParse(allowed, out var single) && single.Equals(address))
                return true;
        }

        return false;
    }

    // All four are compared, so that the time says nothing about which one matched.
    private static bool IsClientKey(AppKeys keys, string sent) =>
        AreEqual(keys.Rest, sent) | AreEqual(keys.JavaScript, sent) | AreEqual(keys.Client, sent) | AreEqual(keys.DotNet, sent);

    /// <summary>Compares in constant time. A key that is not set equals nothing.</summary>
    private static bool AreEqual(string key, string? sent) =>
        key.Length > 0 && sent is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(sent));

    private static ParseException Unauthorized() =>
        new(ErrorCode.OperationForbidden, "unauthorized") { HttpStatus = StatusCodes.Status403Forbidden };
}
