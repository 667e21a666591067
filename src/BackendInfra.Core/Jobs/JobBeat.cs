namespace BackendInfra.Core.Jobs;

/// <summary>A run that a server holds.</summary>
/// <param name="IsCancelled">Whether somebody wants it to end.</param>
public sealed record JobBeat(string AppId, string Id, bool IsCancelled);
