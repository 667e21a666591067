using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

public sealed record RestIncludeTarget(ClassSchema Class, RestSelection Selection)
{
    /// <summary>What the access gate demands of the included row.</summary>
    public Filter Readable { get; internal init; } = Filter.All;
}
