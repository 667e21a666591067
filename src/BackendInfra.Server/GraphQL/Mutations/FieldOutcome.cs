namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>What a field of a mutation has written.</summary>
/// <param name="IsNew">Of an upsert, whether it has made the object.</param>
internal readonly record struct FieldOutcome(string ObjectId, bool IsNew = false);
