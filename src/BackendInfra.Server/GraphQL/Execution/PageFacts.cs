namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>What is told of a page.</summary>
/// <param name="StartCursor">As JSON; null for a page without rows.</param>
/// <param name="EndCursor">Likewise.</param>
internal readonly record struct PageFacts(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
