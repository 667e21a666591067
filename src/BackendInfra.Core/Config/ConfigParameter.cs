namespace BackendInfra.Core.Config;

/// <summary>One parameter of an app's config (Parse.Config).</summary>
/// <param name="Value">JSON in the wire form, with the URLs of own files.</param>
/// <param name="MasterKeyOnly">Whether only the master key reads it.</param>
public sealed record ConfigParameter(string Name, ReadOnlyMemory<byte> Value, bool MasterKeyOnly);
