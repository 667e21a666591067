namespace BackendInfra.Core.Apps;

/// <summary>What one request may ask for (rule 17 of the security rules). The master key is exempt where it says so.</summary>
public sealed record RequestLimits
{
    /// <summary>Levels of <c>$or</c>, <c>$and</c>, <c>$nor</c> and sub-queries in a where.</summary>
    public int WhereDepth { get; init; } = 20;

    public int IncludeDepth { get; init; } = 10;

    public int IncludeCount { get; init; } = 50;

    public int BatchRequests { get; init; } = 100;

    /// <summary>Elements of one <c>$in</c>, <c>$all</c> and the like.</summary>
    public int ListOperands { get; init; } = 10_000;

    /// <summary>Keys of one GraphQL <c>orderBy</c> or <c>distinctOn</c>.</summary>
    public int OrderKeys { get; init; } = 20;

    public int FieldsPerClass { get; init; } = 500;

    /// <summary>Nested selections of a GraphQL operation, counted from 1.</summary>
    public int GraphQLDepth { get; init; } = 15;

    /// <summary>Selected fields of a GraphQL operation, fragments expanded.</summary>
    public int GraphQLFields { get; init; } = 300;

    public int GraphQLRootFields { get; init; } = 30;

    /// <summary>Fields with an alias of a GraphQL operation, fragments expanded.</summary>
    public int GraphQLAliases { get; init; } = 200;

    /// <summary>
    /// Computed cost of a GraphQL operation: about the number of objects that it may ask for. The default lets three
    /// connections of the default size stand in each other, and not four.
    /// </summary>
    public int GraphQLCost { get; init; } = 5_000_000;

    public int GraphQLTokens { get; init; } = 15_000;

    /// <summary>Validation errors of a GraphQL document that clients are told of.</summary>
    public int GraphQLErrors { get; init; } = 10;

    /// <summary>Levels of a JSON body; no app can allow more than 100.</summary>
    public int JsonDepth { get; init; } = 100;

    /// <summary>Accumulators of one <c>$group</c> of an aggregation; for the master key, too.</summary>
    public int GroupAccumulators { get; init; } = 20;

    /// <summary>Objects of one create, update or delete of many.</summary>
    public int BulkObjects { get; init; } = 1_000;

    /// <summary>Keys of GraphQL's groups, and keys of their order.</summary>
    public int GroupKeys { get; init; } = 10;

    /// <summary>Comparisons in a having of GraphQL's groups.</summary>
    public int GroupComparisons { get; init; } = 100;

    /// <summary>Groups that one page of GraphQL's groups may hold.</summary>
    public int Groups { get; init; } = 10_000;

    /// <summary>Seconds until a request is given up with 124, and its statement cancelled. The database gives up after 30 by itself.</summary>
    public int RequestTimeout { get; init; } = 30;
}
