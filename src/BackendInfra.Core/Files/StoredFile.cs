namespace BackendInfra.Core.Files;

/// <summary>A file in a store.</summary>
/// <param name="ETag">Changes with the content; without quotes.</param>
public sealed record StoredFile(FileDescription Description, long Length, string ETag, DateTimeOffset CreatedAt);
