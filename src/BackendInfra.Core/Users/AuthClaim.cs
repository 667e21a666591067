using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Users;

/// <summary>Who somebody says he is at a service, and how he would prove it.</summary>
/// <param name="Provider">The name under which the app has the service.</param>
/// <param name="Id">His id there.</param>
/// <param name="Data">All that the client sent, tokens included. None of it is stored but the id.</param>
public sealed record AuthClaim(string Provider, string Id, ObjectValue Data, AuthProviderOptions Options)
{
    private const int MaxTokenLength = 16 * 1024;

    /// <summary>The first of some members that is a text.</summary>
    /// <exception cref="ParseException">101 when there is none, or it is too long to be a token.</exception>
    public string RequireText(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Text(name) is { Length: > 0 and <= MaxTokenLength } text)
                return text;
        }

        throw Invalid();
    }

    public string? Text(string name) => Data.Members.GetValueOrDefault(name) is StringValue text ? text.Text : null;

    /// <summary>The app's ids at the service.</summary>
    /// <exception cref="ParseException">252 without any: then tokens that were made for other apps would count, too.</exception>
    public IReadOnlyList<string> RequireClientIds()
    {
        IReadOnlyList<string> ids = Options.ClientId is { Length: > 0 } id ? [id, .. Options.ClientIds] : Options.ClientIds;
        return ids.Count > 0 ? ids : throw NotSetUp();
    }

    public ParseException Invalid() => new(ErrorCode.ObjectNotFound, $"{Provider} auth is invalid for this user.");

    public ParseException NotSetUp() => new(ErrorCode.UnsupportedService, $"The authentication with {Provider} is not set up.");
}
