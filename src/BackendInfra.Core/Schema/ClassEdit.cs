using System.Collections.Immutable;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Schema;

/// <summary>A wanted change of one class, as the schema APIs of REST and GraphQL send it. Applied by <see cref="SchemaEditor"/>.</summary>
public sealed record ClassEdit(string ClassName)
{
    /// <summary>Fields to add; one that exists with the same type takes the new required and default.</summary>
    public ImmutableArray<FieldDefinition> SetFields { get; init; } = [];

    public ImmutableArray<string> DeleteFields { get; init; } = [];

    /// <summary>Replaces the class's permissions; null leaves them, or on a create gives the app's default.</summary>
    public ClassLevelPermissions? Permissions { get; init; }

    public ImmutableArray<IndexDefinition> AddIndexes { get; init; } = [];

    public ImmutableArray<string> DeleteIndexes { get; init; } = [];
}
