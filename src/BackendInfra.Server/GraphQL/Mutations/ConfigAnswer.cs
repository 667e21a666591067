namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>A parameter of the config; all null when there is none.</summary>
internal sealed record ConfigAnswer(string? Value, bool? IsMasterKeyOnly, string? ClientMutationId = null);
