using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

public sealed record RestIncludeTarget(ClassSchema Class, RestSelection Selection);
