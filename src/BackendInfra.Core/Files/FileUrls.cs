namespace BackendInfra.Core.Files;

/// <summary>The addresses of own files: a folder per app below the REST API, and the stored name.</summary>
public static class FileUrls
{
    /// <param name="serverUrl">The REST API's address, such as <c>http://localhost:1337/parse</c>.</param>
    /// <returns>What stands before the names of an app's files.</returns>
    public static string Folder(string serverUrl, string applicationId) => $"{serverUrl.TrimEnd('/')}/files/{Uri.EscapeDataString(applicationId)}/";

    /// <summary>A stored name inside of a URL. Of the characters that names may have only the space needs it.</summary>
    public static string Escape(string name) => name.Replace(" ", "%20", StringComparison.Ordinal);
}
