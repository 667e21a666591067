namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>A file of a release.</summary>
/// <param name="Path">Below the release's folder, with <c>/</c> between its parts; checked by <see cref="BundlePath"/>.</param>
internal sealed record BundleFile(string Path, ReadOnlyMemory<byte> Content);
