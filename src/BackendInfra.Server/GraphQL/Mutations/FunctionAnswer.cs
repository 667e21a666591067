using System.Text.Json;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <param name="Result">Null when the function gives none.</param>
internal sealed record FunctionAnswer(JsonElement? Result, string? ClientMutationId);
