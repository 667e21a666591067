namespace BackendInfra.Core.CloudCode;

/// <summary>A release that has been tried and is to be stored.</summary>
/// <param name="Bundle">A zip archive of its files.</param>
/// <param name="Digest">SHA-256 of its files, names and contents, in small hexadecimal digits.</param>
/// <param name="Definitions">What its script defined when it was tried.</param>
public sealed record NewRelease(ReadOnlyMemory<byte> Bundle, string Digest, CloudDefinitions Definitions, string Comment);
