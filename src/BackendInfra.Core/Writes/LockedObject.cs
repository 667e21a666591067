namespace BackendInfra.Core.Writes;

/// <summary>An object that is held against other writes until the transaction ends.</summary>
/// <param name="IsWritable">Whether the caller may update it.</param>
public readonly record struct LockedObject(string ObjectId, bool IsWritable);
