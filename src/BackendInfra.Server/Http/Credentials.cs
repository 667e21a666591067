using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace BackendInfra.Server.Http;

/// <summary>What a request says about its app and its caller, wherever it says it: headers, basic authentication, or the SDKs' body members.</summary>
internal sealed record Credentials
{
    public string? ApplicationId { get; init; }

    /// <summary>The client keys that were sent; any of them may match any of the app's.</summary>
    public IReadOnlyList<string> ClientKeys { get; init; } = [];

    public string? MasterKey { get; init; }

    public string? MaintenanceKey { get; init; }

    public string? SessionToken { get; init; }

    public string? InstallationId { get; init; }

    /// <summary>The SDK and its version, such as <c>js5.3.0</c>.</summary>
    public string? ClientVersion { get; init; }

    /// <summary>Reads the headers; those of Parse win over basic authentication.</summary>
    public static Credentials FromHeaders(IHeaderDictionary headers)
    {
        var credentials = new Credentials
        {
            ApplicationId = Text(headers["X-Parse-Application-Id"]),
            ClientKeys = ClientKeysOf(headers),
            MasterKey = Text(headers["X-Parse-Master-Key"]),
            MaintenanceKey = Text(headers["X-Parse-Maintenance-Key"]),
            SessionToken = Text(headers["X-Parse-Session-Token"]),
            InstallationId = Text(headers["X-Parse-Installation-Id"]),
            ClientVersion = Text(headers["X-Parse-Client-Version"]),
        };
        return headers.Authorization.Count == 0 ? credentials : credentials.Or(FromBasic(headers.Authorization.ToString()));
    }

    /// <summary>These credentials, with what they leave out taken from others.</summary>
    public Credentials Or(Credentials other) => new()
    {
        ApplicationId = ApplicationId ?? other.ApplicationId,
        ClientKeys = ClientKeys.Count > 0 ? ClientKeys : other.ClientKeys,
        MasterKey = MasterKey ?? other.MasterKey,
        MaintenanceKey = MaintenanceKey ?? other.MaintenanceKey,
        SessionToken = SessionToken ?? other.SessionToken,
        InstallationId = InstallationId ?? other.InstallationId,
        ClientVersion = ClientVersion ?? other.ClientVersion,
    };

    private static IReadOnlyList<string> ClientKeysOf(IHeaderDictionary headers)
    {
        List<string>? keys = null;
        foreach (var name in (ReadOnlySpan<string>)["X-Parse-REST-API-Key", "X-Parse-Javascript-Key", "X-Parse-Client-Key", "X-Parse-Windows-Key"])
        {
            if (Text(headers[name]) is { } key)
                (keys ??= []).Add(key);
        }

        return keys ?? (IReadOnlyList<string>)[];
    }

    /// <summary>Reads <c>Basic base64(appId:masterKey)</c> or <c>Basic base64(appId:javascript-key=key)</c>; anything else says nothing.</summary>
    private static Credentials FromBasic(string header)
    {
        const string scheme = "Basic ";
        const string javaScript = "javascript-key=";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || !Base64.IsValid(header.AsSpan(scheme.Length)))
            return new Credentials();

        var text = Encoding.UTF8.GetString(Convert.FromBase64String(header[scheme.Length..]));
        if (text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon))
            return new Credentials();

        var (applicationId, key) = (text[..colon], text[(colon + 1)..]);
        return key.StartsWith(javaScript, StringComparison.Ordinal)
            ? new Credentials { ApplicationId = applicationId, ClientKeys = [key[javaScript.Length..]] }
            : new Credentials { ApplicationId = applicationId, MasterKey = key };
    }

    private static string? Text(StringValues values) => values.Count > 0 && values[0] is { Length: > 0 } text ? text : null;
}
