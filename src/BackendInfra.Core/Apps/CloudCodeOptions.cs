namespace BackendInfra.Core.Apps;

/// <summary>What an app may deploy.</summary>
public sealed record CloudCodeOptions
{
    /// <summary>Releases that are kept besides the active one, so that one can go back to them.</summary>
    public int KeptReleases { get; init; } = 20;

    /// <summary>Greatest size of a release's files in bytes, unpacked and packed; without the npm modules that are installed for it.</summary>
    public int MaxReleaseSize { get; init; } = 20 * 1024 * 1024;

    /// <summary>Files of a release.</summary>
    public int MaxReleaseFiles { get; init; } = 2_000;
}
