using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Apps;

/// <summary>What of an app's classes its GraphQL schema shows, and under which names (Parse's GraphQL config). It narrows the schema only: REST and permissions are as they are.</summary>
public sealed record GraphQLConfig
{
    /// <summary>Shows everything.</summary>
    public static readonly GraphQLConfig None = new();

    /// <summary>The only classes that are shown; null for all.</summary>
    public ImmutableHashSet<string>? EnabledForClasses { get; init; }

    /// <summary>Classes that are not shown, named above or not.</summary>
    public ImmutableHashSet<string> DisabledForClasses { get; init; } = [];

    public ImmutableDictionary<string, GraphQLClassConfig> Classes { get; init; } = ImmutableDictionary<string, GraphQLClassConfig>.Empty;

    /// <summary>The document as it was sent.</summary>
    public string Json { get; init; } = "{}";

    public bool Shows(string className) => (EnabledForClasses?.Contains(className) ?? true) && !DisabledForClasses.Contains(className);

    public GraphQLClassConfig Of(string className) => Classes.GetValueOrDefault(className, GraphQLClassConfig.Everything);
}

/// <summary>What is shown of one class. A list that is null shows all; the system fields of outputs are always shown.</summary>
public sealed record GraphQLClassConfig
{
    public static readonly GraphQLClassConfig Everything = new();

    /// <summary>Fields that a create takes.</summary>
    public ImmutableHashSet<string>? CreateFields { get; init; }

    /// <summary>Fields that an update takes.</summary>
    public ImmutableHashSet<string>? UpdateFields { get; init; }

    /// <summary>Fields that are answered, and told of in aggregates.</summary>
    public ImmutableHashSet<string>? OutputFields { get; init; }

    /// <summary>Fields that conditions may name.</summary>
    public ImmutableHashSet<string>? ConstraintFields { get; init; }

    /// <summary>Fields that orders may name, and in which directions.</summary>
    public ImmutableDictionary<string, (bool Ascending, bool Descending)>? SortFields { get; init; }

    /// <summary>Whether outputs show a field, and aggregates tell of it.</summary>
    public bool Answers(FieldDefinition field) => field.IsSystem || OutputFields?.Contains(field.Name) is not false;

    /// <summary>Whether conditions may name a field. A list has to name the system fields, too.</summary>
    public bool Constrains(string field) => ConstraintFields?.Contains(field) is not false;

    /// <summary>Whether orders may name a field in a direction.</summary>
    public bool Sorts(string field, bool descending) =>
        SortFields is null || (SortFields.TryGetValue(field, out var directions) && (descending ? directions.Descending : directions.Ascending));

    public bool Get { get; init; } = true;

    public bool Find { get; init; } = true;

    public bool Create { get; init; } = true;

    public bool Update { get; init; } = true;

    public bool Delete { get; init; } = true;

    /// <summary>The names of root fields, where they are not the usual ones.</summary>
    public string? GetAlias { get; init; }

    public string? FindAlias { get; init; }

    public string? CreateAlias { get; init; }

    public string? UpdateAlias { get; init; }

    public string? DeleteAlias { get; init; }
}
