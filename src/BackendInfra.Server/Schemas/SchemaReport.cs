using BackendInfra.Core.Schema.Changes;

namespace BackendInfra.Server.Schemas;

/// <summary>What a deployment of classes did, or would do.</summary>
/// <param name="Classes">What changes in the classes.</param>
/// <param name="GraphQL">What changes in the schema that GraphQL clients see.</param>
/// <param name="Statements">The SQL that ran, or would run.</param>
/// <param name="Obstacles">What stands in the way of what a dry run was asked.</param>
/// <param name="Undefined">Classes without a definition, which stay as they are.</param>
internal sealed record SchemaReport(
    IReadOnlyList<SchemaChangeItem> Classes,
    IReadOnlyList<SchemaChangeItem> GraphQL,
    IReadOnlyList<string> Statements,
    IReadOnlyList<string> Obstacles,
    IReadOnlyList<string> Undefined)
{
    /// <summary>A comparison, of which nothing follows.</summary>
    public static SchemaReport Of(IReadOnlyList<SchemaChangeItem> classes, IReadOnlyList<SchemaChangeItem> graphQL) => new(classes, graphQL, [], [], []);

    public IEnumerable<SchemaChangeItem> Changes => Classes.Concat(GraphQL);

    /// <summary>The severity of the worst change; null when nothing changes.</summary>
    public ChangeSeverity? Worst => Changes.Select(change => (ChangeSeverity?)change.Severity).Max();
}
