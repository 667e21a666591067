namespace BackendInfra.Core.Logs;

/// <summary>A stored line.</summary>
/// <param name="Id">Grows in the order in which lines become readable, over all servers: whoever has read up to one misses none before it.</param>
public sealed record AppLogLine(long Id, AppLogEntry Entry);
