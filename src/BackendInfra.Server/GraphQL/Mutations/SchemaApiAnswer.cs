using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>The payload of a class mutation.</summary>
internal sealed record SchemaApiAnswer(string? ClientMutationId, ClassSchema Class);
