using BackendInfra.Core.Schema;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>Every name that one class has in the GraphQL schema. A root field is null where another class or a reserved name was first.</summary>
internal sealed record ClassNames(ClassSchema Class, string Type)
{
    public string? Get { get; init; }

    public string? Find { get; init; }

    public string? Create { get; init; }

    public string? Update { get; init; }

    public string? Delete { get; init; }

    /// <summary>The payload field that holds the object.</summary>
    public string Object => ClassNaming.FieldName(Type);

    public required string Connection { get; init; }

    public required string Edge { get; init; }

    public required string Where { get; init; }

    public required string RelationWhere { get; init; }

    public required string Order { get; init; }

    public required string CreateFields { get; init; }

    public required string UpdateFields { get; init; }

    public required string Pointer { get; init; }

    public required string Relation { get; init; }

    /// <summary>The input of a member of a relation that is changed.</summary>
    public required string RelationUpdate { get; init; }

    /// <summary>Null for a class of the server's own, whose objects have rules beside their keys.</summary>
    public UpsertNames? Upsert { get; init; }

    public required string CreateInput { get; init; }

    public required string CreatePayload { get; init; }

    public required string UpdateInput { get; init; }

    public required string UpdatePayload { get; init; }

    public required string DeleteInput { get; init; }

    public required string DeletePayload { get; init; }
}
