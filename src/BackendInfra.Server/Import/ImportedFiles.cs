using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>What becomes of file values: own files and those that are copied lose their URL, those of allowed hosts keep it.</summary>
internal static class ImportedFiles
{
    /// <summary>Settles all files of a row.</summary>
    /// <exception cref="ParseException">130 a file of a host that is neither allowed nor copied from.</exception>
    public static void Settle(ImportedObject row, App app, FileCopier? copier)
    {
        foreach (var (name, value) in row.Values.ToArray())
        {
            if (FileValues.Holds(value))
                row.Values[name] = FileValues.Map(value, file => Settle(file, app, copier));
        }
    }

    private static FileValue Settle(FileValue file, App app, FileCopier? copier)
    {
        if (FileValues.IsOwn(app, file) || copier?.Copies(file) == true)
            return FileValues.Own(file);
        return FileValues.IsAllowed(app.Options.FileUpload, file.Url!) ? file : throw new ParseException(
            ErrorCode.FileSaveError,
            $"The file {Excerpt.Of(file.Url!)} is on another server. Either allow its host ({Cli.Invocation.Text} app set {app.Name} 'fileUpload.allowedFileUrlDomains=[\"{Host(file.Url!)}\"]'), or copy the files of that host (--copy-files --files-from {Host(file.Url!)}).");
    }

    private static string Host(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Authority : "HOST";
}
