using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>Every name that one class has in the GraphQL schema. A root field is null where another class or a reserved name was first.</summary>
internal sealed record ClassNames(ClassSchema Class, string Type)
{
    /// <summary>What of the class is shown.</summary>
    public GraphQLClassConfig Config { get; init; } = GraphQLClassConfig.Everything;

    public string? Get { get; init; }

    public string? Find { get; init; }

    public string? Create { get; init; }

    public string? Update { get; init; }

    public string? Delete { get; init; }

    /// <summary>The root field of aggregates.</summary>
    public string? Aggregate { get; init; }

    /// <summary>The root field of groups.</summary>
    public string? GroupBy { get; init; }

    /// <summary>What root fields of many objects begin with.</summary>
    public string Plural => Config.FindAlias ?? ClassNaming.Plural(Object);

    /// <summary>The payload field that holds the object.</summary>
    public string Object => ClassNaming.FieldName(Type);

    public required string Connection { get; init; }

    public required string Edge { get; init; }

    public required string Where { get; init; }

    public required string RelationWhere { get; init; }

    public required string CountWhere { get; init; }

    public required string Order { get; init; }

    public required string Distinct { get; init; }

    public required string OrderBy { get; init; }

    public required string CreateFields { get; init; }

    public required string UpdateFields { get; init; }

    public required string Pointer { get; init; }

    public required string Relation { get; init; }

    /// <summary>The input of a member of a relation that is changed.</summary>
    public required string RelationUpdate { get; init; }

    /// <summary>Null for a class that has none.</summary>
    public UpsertNames? Upsert { get; init; }

    public required string CreateInput { get; init; }

    public required string CreatePayload { get; init; }

    public required string UpdateInput { get; init; }

    public required string UpdatePayload { get; init; }

    public required string DeleteInput { get; init; }

    public required string DeletePayload { get; init; }

    public required AggregateNames Aggregates { get; init; }

    /// <summary>Given last, so that no class loses a name of Parse's to them.</summary>
    public WriteNames Writes { get; init; } = null!;
}
