namespace BackendInfra.Server.Import;

/// <summary>A server that an operator lets an import copy files from.</summary>
/// <param name="Authority">A host; with a port where it is not the scheme's own.</param>
/// <param name="Folder">What stands before the names of files that come without a URL; null where it is not known.</param>
internal sealed record FileOrigin(string Authority, Uri? Folder)
{
    /// <param name="text">A host such as <c>files.example.com</c>, or a URL such as <c>https://files.example.com/myapp/</c>.</param>
    /// <returns>Null when it is neither.</returns>
    public static FileOrigin? Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return Uri.TryCreate($"https://{text}", UriKind.Absolute, out var host) && host.AbsolutePath == "/" && host.UserInfo.Length == 0 && !text.Contains('/', StringComparison.Ordinal) ? new FileOrigin(text, null) : null;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url is { Query: "", Fragment: "", UserInfo: "" }
            ? new FileOrigin(url.Authority, url)
            : null;
    }

    public bool Has(Uri url) =>
        (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.UserInfo.Length == 0
        && url.Authority.Equals(Authority, StringComparison.OrdinalIgnoreCase);
}
