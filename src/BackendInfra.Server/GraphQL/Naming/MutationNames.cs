namespace BackendInfra.Server.GraphQL.Naming;

/// <param name="Field">Null where another class or a reserved name was first.</param>
internal sealed record MutationNames(string? Field, string Input, string Payload);
