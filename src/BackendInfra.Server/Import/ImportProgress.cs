namespace BackendInfra.Server.Import;

/// <summary>How far one file is.</summary>
/// <param name="IsWriting">False while the file is checked, true while its rows are written.</param>
/// <param name="Bytes">Bytes of this pass.</param>
internal readonly record struct ImportProgress(bool IsWriting, long Rows, long Bytes);
