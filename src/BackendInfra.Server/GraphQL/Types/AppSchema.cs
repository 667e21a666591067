using BackendInfra.Core.Schema;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The GraphQL schema of one app at one version of its classes. Immutable once built.</summary>
internal sealed class AppSchema(SchemaSnapshot snapshot, ISchema schema, IReadOnlyDictionary<string, ClassTypes> classes)
{
    public SchemaSnapshot Snapshot { get; } = snapshot;

    public ISchema Schema { get; } = schema;

    /// <summary>The exposed classes by their class names.</summary>
    public IReadOnlyDictionary<string, ClassTypes> Classes { get; } = classes;
}
