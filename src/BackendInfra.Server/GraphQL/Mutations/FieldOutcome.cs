namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>What a field of a mutation has written.</summary>
internal readonly record struct FieldOutcome(string ObjectId);
