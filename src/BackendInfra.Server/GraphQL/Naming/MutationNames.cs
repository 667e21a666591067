namespace BackendInfra.Server.GraphQL.Naming;

/// <param name="Field">Null where another class or a reserved name was first, or the app's config leaves it out.</param>
internal sealed record MutationNames(string? Field, string Input, string Payload);
