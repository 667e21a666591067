namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>The folder of what may become a release. It goes away again unless it is kept.</summary>
internal sealed class StagedRelease(string folder, string final) : IDisposable
{
    public string Folder { get; private set; } = folder;

    private bool _isKept;

    /// <summary>Gives the folder its place. Where another server or command was quicker, theirs is as good: it has the same files.</summary>
    public void Keep()
    {
        if (!Directory.Exists(final))
        {
            try
            {
                Directory.Move(Folder, final);
                (_isKept, Folder) = (true, final);
            }
            catch (IOException) when (Directory.Exists(final))
            {
                // Another one was quicker by a moment.
            }
        }
    }

    public void Dispose()
    {
        if (!_isKept && Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
