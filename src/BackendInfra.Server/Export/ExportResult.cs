using BackendInfra.Server.Import;

namespace BackendInfra.Server.Export;

/// <summary>One file that was written.</summary>
internal sealed record ExportResult(ImportTarget Target, string Path, long Rows);
