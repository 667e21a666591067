namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>What was asked for is done, or on its way.</summary>
internal sealed record RecoveryAnswer(string? ClientMutationId);
