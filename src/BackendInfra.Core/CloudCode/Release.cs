namespace BackendInfra.Core.CloudCode;

/// <summary>One deployment of an app's code, as lists show it.</summary>
/// <param name="Number">Counts an app's releases from 1; never used again.</param>
/// <param name="Comment">What its author said about it; may be empty.</param>
/// <param name="Digest">SHA-256 of its files, names and contents, in small hexadecimal digits.</param>
/// <param name="Size">Bytes of the bundle.</param>
/// <param name="IsActive">Whether it is the one that runs.</param>
public sealed record Release(int Number, DateTimeOffset CreatedAt, string Comment, string Digest, int Size, bool IsActive);
