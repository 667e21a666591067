using System.Collections.Immutable;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>An operation ready to run any number of times, with other values of the variables that it leaves open.</summary>
/// <param name="Introspects">Whether it asks for the schema itself.</param>
internal sealed record OperationPlan(bool IsMutation, bool Introspects, ImmutableArray<RootField> Fields)
{
    /// <summary>Whether all fields of a mutation are one transaction.</summary>
    public bool IsTransaction { get; init; }
}
