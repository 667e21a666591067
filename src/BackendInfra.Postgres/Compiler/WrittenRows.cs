using BackendInfra.Core.Queries;
using BackendInfra.Core.Writes;

namespace BackendInfra.Postgres.Compiler;

/// <summary>
/// What a write's own statement can return of the written object. All parts of a statement see the tables as they were before
/// it, but for the row that is returned: so an answer that looks further, at what the statement changes, is a second
/// statement in the same round trip.
/// </summary>
internal static class WrittenRows
{
    /// <summary>Whether the write's statement returns its answer; else the answer's reads follow it.</summary>
    public static bool AreToldBy(AuthorizedWrite write) =>
        write.Plan.Answer is { } answer
        && answer.Reads.All(read => read.Read.Plan.Selection is GraphSelection selection && (write.Plan.Kind == WriteKind.Delete || IsUnchanged(selection, write.Class.Name)));

    /// <summary>Whether everything behind the row is as it was before the write: no relation, and no other row of the class.</summary>
    private static bool IsUnchanged(GraphSelection selection, string written) => selection.Nodes.All(node => IsUnchanged(node, written));

    private static bool IsUnchanged(GraphNode node, string written) => node switch
    {
        ConstantNode or GlobalIdNode or FieldNode or PartsNode or AclNode => true,
        ConditionalNode conditional => IsUnchanged(conditional.Node, written),
        PointerNode pointer => pointer.Target.Name != written && IsUnchanged(pointer.Selection, written),
        ArrayNode array => array.Objects.All(o => o.Target.Name != written && IsUnchanged(o.Selection, written)),
        _ => false,
    };
}
