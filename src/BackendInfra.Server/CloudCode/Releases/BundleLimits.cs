using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>Counts the files of a release while it is read, so that a small archive cannot become a large folder.</summary>
internal sealed class BundleLimits(CloudCodeOptions options)
{
    private const int BlockSize = 1 << 16;

    private int _files;
    private long _bytes;

    /// <exception cref="ParseException">129: too many files.</exception>
    public void AddFile()
    {
        if (++_files > options.MaxReleaseFiles)
            throw new ParseException(ErrorCode.FileTooLarge, $"A release can have at most {options.MaxReleaseFiles} files (option cloudCode.maxReleaseFiles).");
    }

    /// <exception cref="ParseException">129: too large.</exception>
    public void AddBytes(int count)
    {
        if ((_bytes += count) > options.MaxReleaseSize)
            throw TooLarge(options);
    }

    /// <exception cref="ParseException">129: too large.</exception>
    public async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var block = new byte[BlockSize];
        while (await content.ReadAsync(block, cancellationToken) is > 0 and var count)
        {
            AddBytes(count);
            read.Write(block, 0, count);
        }

        return read.ToArray();
    }

    public static ParseException TooLarge(CloudCodeOptions options) =>
        new(ErrorCode.FileTooLarge, $"A release can have at most {options.MaxReleaseSize} bytes (option cloudCode.maxReleaseSize).");
}
