namespace BackendInfra.Core.CloudCode;

/// <summary>A parameter that a function declares.</summary>
/// <param name="Name">Its name among the parameters.</param>
/// <param name="Type">Its type as GraphQL writes it, such as <c>Float!</c>.</param>
public sealed record CloudParameter(string Name, string Type);
