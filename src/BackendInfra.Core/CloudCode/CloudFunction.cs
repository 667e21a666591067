using System.Collections.Immutable;

namespace BackendInfra.Core.CloudCode;

/// <summary>A function as a script defined it.</summary>
/// <param name="Name">What callers name it by.</param>
public sealed record CloudFunction(string Name)
{
    /// <summary>The parameters that it declares with types, in their order; empty where it declares none. GraphQL shows such a function as a field of its own.</summary>
    public ImmutableArray<CloudParameter> Parameters { get; init; } = [];

    /// <summary>The type of its result as GraphQL writes it, such as <c>[Product!]</c>; null when it declares none.</summary>
    public string? Returns { get; init; }

    /// <summary>Whether it only reads, so that GraphQL shows it among the queries.</summary>
    public bool IsQuery { get; init; }

    /// <summary>JSON of the rate limit that its validator asks for; null for none.</summary>
    public string? RateLimit { get; init; }
}
