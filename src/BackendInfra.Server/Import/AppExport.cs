using System.Formats.Tar;
using System.IO.Compression;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Import;

/// <summary>
/// The files that an import is given: single ones, the files of a folder, or those of an archive (<c>.zip</c>, <c>.tar</c>,
/// <c>.tar.gz</c>), which is unpacked into a temporary folder. In an order in which nothing needs what comes later.
/// </summary>
internal sealed class AppExport : IDisposable
{
    private readonly List<(ImportTarget Target, ImportSource Source)> _files = [];
    private readonly List<string> _leftOut = [];
    private readonly List<string> _folders = [];

    /// <summary>What is imported, in order.</summary>
    public IReadOnlyList<ImportSource> Sources => [.. _files.OrderBy(file => file.Target.Order).ThenBy(file => file.Target.ClassName, StringComparer.Ordinal).Select(file => file.Source)];

    /// <summary>Files of folders and archives that are not imported, each with the reason.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <exception cref="ParseException">103 a file that was named itself and names no class.</exception>
    /// <exception cref="FileNotFoundException">There is no such path.</exception>
    public static AppExport Open(IEnumerable<string> paths, ImportOptions options)
    {
        var export = new AppExport();
        try
        {
            foreach (var path in paths)
                export.Add(path, options);
            return export;
        }
        catch
        {
            export.Dispose();
            throw;
        }
    }

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    private void Add(string path, ImportOptions options)
    {
        if (Directory.Exists(path))
            AddFolder(path, options);
        else if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}.");
        else if (Unpacked(path) is { } folder)
            AddFolder(folder, options);
        else
            AddNamed(ImportSource.FromFile(path));
    }

    private void AddNamed(ImportSource source)
    {
        try
        {
            _files.Add((ImportTarget.FromFileName(source.Name), source));
        }
        catch (ParseException exception)
        {
            throw ImportFailure.InFile(source, exception);
        }
    }

    private void AddFolder(string folder, ImportOptions options)
    {
        foreach (var path in Directory.GetFiles(folder).Where(path => ImportTarget.IsFile(path)).Order(StringComparer.Ordinal))
        {
            var source = ImportSource.FromFile(path);
            try
            {
                var target = ImportTarget.FromFileName(source.Name);
                if (target.ClassName == SessionClass.Name && !options.WithSessions)
                    _leftOut.Add($"{source.Name}: left out: sessions need --with-sessions");
                else
                    _files.Add((target, source));
            }
            catch (ParseException exception)
            {
                _leftOut.Add($"{source.Name}: left out: {exception.Message}");
            }
        }
    }

    /// <summary>Unpacks an archive; null for a file that is none. The folders inside it do not matter: only the files' own names are used.</summary>
    private string? Unpacked(string path)
    {
        var isZip = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        var isGzip = path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);
        if (!isZip && !isGzip && !path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
            return null;

        // Only this user can read it: it may hold password hashes.
        var folder = Directory.CreateTempSubdirectory("backendinfra-import-").FullName;
        _folders.Add(folder);
        using var file = File.OpenRead(path);
        if (isZip)
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            foreach (var entry in zip.Entries.Where(entry => ImportTarget.IsFile(entry.Name)))
                entry.ExtractToFile(Place(folder, entry.Name));
            return folder;
        }

        using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var tar = new TarReader(content);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && ImportTarget.IsFile(entry.Name))
                entry.ExtractToFile(Place(folder, entry.Name), overwrite: false);
        }

        return folder;
    }

    private static string Place(string folder, string entry) => Path.Combine(folder, Path.GetFileName(entry.Replace('\\', '/')));
}
