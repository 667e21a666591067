namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>A <c>FileInfo</c>.</summary>
internal sealed record FileAnswer(string Name, string Url, string? ClientMutationId);
