using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>The files of a release, checked. However they came, they are stored as the same zip archive.</summary>
internal sealed class ReleaseBundle
{
    public const string MainScript = "main.js", PackageFile = "package.json";

    private const string CloudFolder = "cloud/";

    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ReleaseBundle(ImmutableArray<BundleFile> files, ImmutableArray<string> ignored) => (Files, Ignored, Digest) = (files, ignored, DigestOf(files));

    /// <summary>Sorted by path.</summary>
    public ImmutableArray<BundleFile> Files { get; }

    /// <summary>Files and folders that came along and are left out, such as <c>node_modules</c>.</summary>
    public ImmutableArray<string> Ignored { get; }

    /// <summary>SHA-256 of names and contents: equal files have equal ones, however they were packed.</summary>
    public string Digest { get; }

    /// <exception cref="ParseException">122 two names that some file systems take for one, 141 no script.</exception>
    public static ReleaseBundle Of(IEnumerable<BundleFile> files, IEnumerable<string> ignored)
    {
        var sorted = Placed([.. files]).OrderBy(file => file.Path, StringComparer.Ordinal).ToImmutableArray();
        RequireDistinct(sorted);
        if (!sorted.Any(file => file.Path is MainScript or PackageFile))
            throw new ParseException(ErrorCode.ScriptFailed, $"There is no {MainScript}, and no {PackageFile} that names another script.");
        return new ReleaseBundle(sorted, [.. ignored.Distinct().Order(StringComparer.Ordinal)]);
    }

    public BundleFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);

    public byte[] ToZip()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var file in Files)
            {
                var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
                entry.LastWriteTime = NoTime;
                using var content = entry.Open();
                content.Write(file.Content.Span);
            }
        }

        return buffer.ToArray();
    }

    /// <summary>Projects of Parse Server and Back4app have the script in a folder <c>cloud</c>, beside <c>public</c>.</summary>
    private static IReadOnlyList<BundleFile> Placed(IReadOnlyList<BundleFile> files) =>
        files.Any(file => file.Path is MainScript or PackageFile) || !files.Any(file => file.Path == CloudFolder + MainScript)
            ? files
            : [.. files.Select(file => file.Path.StartsWith(CloudFolder, StringComparison.Ordinal) ? file with { Path = file.Path[CloudFolder.Length..] } : file)];

    private static void RequireDistinct(ImmutableArray<BundleFile> files)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            if (!names.TryAdd(file.Path, file.Path))
                throw Clash(names[file.Path], file.Path);
        }

        // Folders come with their files: one must not be called as a file is, nor as another folder in other letters.
        foreach (var path in files.Select(file => file.Path))
        {
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                var folder = path[..slash];
                if (names.TryGetValue(folder, out var file))
                    throw Clash(file, folder);
                if (!names.TryAdd(folder + "/", folder) && names[folder + "/"] != folder)
                    throw Clash(names[folder + "/"], folder);
            }
        }
    }

    private static ParseException Clash(string one, string other) =>
        new(ErrorCode.InvalidFileName, $"A release cannot hold both {Excerpt.Of(one)} and {Excerpt.Of(other)}: some file systems take them for one.");

    private static string DigestOf(ImmutableArray<BundleFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var file in files)
        {
            foreach (var part in (ReadOnlySpan<ReadOnlyMemory<byte>>)[Encoding.UTF8.GetBytes(file.Path), file.Content])
            {
                BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
                hash.AppendData(length);
                hash.AppendData(part.Span);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
