namespace BackendInfra.Server.Import;

/// <summary>One row of a file as it stands there.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Json">A complete JSON object; valid until the next row is read.</param>
internal readonly record struct ImportRow(long Number, ReadOnlyMemory<byte> Json);
