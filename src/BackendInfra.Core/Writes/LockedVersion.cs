namespace BackendInfra.Core.Writes;

/// <summary>An object of an update or delete of many, held against other writes.</summary>
public readonly record struct LockedVersion(string ObjectId, DateTimeOffset UpdatedAt);
