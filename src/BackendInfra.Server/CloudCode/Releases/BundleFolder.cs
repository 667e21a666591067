using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Reads a folder of this machine that is to be deployed.</summary>
internal static class BundleFolder
{
    /// <summary>Reads it. Files that may hold secrets are left out, and told in <see cref="ReleaseBundle.Ignored"/>.</summary>
    /// <exception cref="ParseException">122 a link, or a name that no file can have; 129 too large; 141 no script.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ReleaseBundle> ReadAsync(string folder, CloudCodeOptions options, CancellationToken cancellationToken)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists)
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        var limits = new BundleLimits(options);
        var (files, ignored) = (new List<BundleFile>(), new List<string>());
        await AddAsync(root, "", cancellationToken);
        return ReleaseBundle.Of(files, ignored);

        async Task AddAsync(DirectoryInfo of, string prefix, CancellationToken token)
        {
            foreach (var entry in of.EnumerateFileSystemInfos())
            {
                var path = prefix + entry.Name;
                if (BundlePath.IsSecret(entry.Name) || BundlePath.IgnoredPart(path) is not null)
                {
                    ignored.Add(path);
                    continue;
                }

                // It may lead out of the folder, to what is nobody else's business.
                if (entry.LinkTarget is not null)
                    throw new ParseException(ErrorCode.InvalidFileName, $"{path} is a link; a release can hold files and folders only.");
                if (entry is DirectoryInfo inner)
                {
                    await AddAsync(inner, path + "/", token);
                    continue;
                }

                limits.AddFile();
                await using var content = ((FileInfo)entry).OpenRead();
                files.Add(new BundleFile(BundlePath.Require(path), await limits.ReadAsync(content, token)));
            }
        }
    }
}
