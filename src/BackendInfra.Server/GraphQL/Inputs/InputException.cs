namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>A variable whose value does not fit its type; a request error of GraphQL's, not a Parse one.</summary>
internal sealed class InputException(string message) : Exception(message);
