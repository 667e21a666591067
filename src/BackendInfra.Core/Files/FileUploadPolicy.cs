using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Files;

/// <summary>Who may upload what (reference §12, rule 21).</summary>
public static class FileUploadPolicy
{
    /// <param name="isAnonymousUser">Whether the user has no log-in but an anonymous one.</param>
    /// <exception cref="ParseException">130 when the app's options close uploads to this caller, 119 for a key that must not write.</exception>
    public static void RequireUploader(FileUploadOptions options, Principal principal, bool isAnonymousUser = false)
    {
        AccessGate.RequireWriter(principal, "create a file");
        if (principal.MayWriteAnything)
            return;
        if (principal.Kind != PrincipalKind.User && !options.EnableForPublic)
            throw Disabled("public");
        if (principal.Kind == PrincipalKind.User && isAnonymousUser && !options.EnableForAnonymousUser)
            throw Disabled("anonymous user");
        if (principal.Kind == PrincipalKind.User && !isAnonymousUser && !options.EnableForAuthenticatedUser)
            throw Disabled("authenticated user");
    }

    /// <summary>Decides the type that a file is served with: its extension's, or for a name without one that of the declared type.</summary>
    /// <param name="declared">The client's content type; its parameters count for nothing.</param>
    /// <param name="head">The first bytes of the content.</param>
    /// <exception cref="ParseException">130 when the extension, the declared type or what the content looks like is not allowed.</exception>
    public static string RequireType(FileUploadOptions options, Principal principal, string name, string? declared, ReadOnlySpan<byte> head)
    {
        var extension = FileNames.Extension(name);
        if (extension.Length == 0)
            extension = FileTypes.ExtensionOf(declared) ?? throw NotAllowed(Values.Excerpt.Of(declared ?? ""));
        if (!principal.MayWriteAnything)
        {
            RequireExtension(options, extension);
            if (ContentSniffer.Extension(head) is { } looks && !FileTypes.Fits(extension, looks))
                RequireExtension(options, looks);
        }

        return FileTypes.ContentType(extension);
    }

    private static void RequireExtension(FileUploadOptions options, string extension)
    {
        if (!options.FileExtensions.Contains(extension) && !options.FileExtensions.Contains(FileUploadOptions.Everything))
            throw NotAllowed(Values.Excerpt.Of(extension));
    }

    private static ParseException Disabled(string whom) => new(ErrorCode.FileSaveError, $"File upload by {whom} is disabled.");

    private static ParseException NotAllowed(string extension) => new(ErrorCode.FileSaveError, $"File upload of extension {extension} is disabled.");
}
