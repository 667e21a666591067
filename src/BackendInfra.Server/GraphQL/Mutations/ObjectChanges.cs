using BackendInfra.Server.GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>What an input writes to one object.</summary>
/// <param name="Operations">Of an update, beside the fields.</param>
internal readonly record struct ObjectChanges(InputValue? Fields, InputValue? Operations = null);
