using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Permissions;

/// <summary>What a summary tells of rows, it tells without showing them: so it needs both permissions, and names no field that any row hides.</summary>
internal sealed class SummaryGate(ReadGate gate, ClassSchema schema)
{
    /// <summary>Why a caller may not summarize a class; null when he may.</summary>
    public static ParseException? Refusal(ClassSchema schema, Principal principal) =>
        AccessGate.Refusal(schema, ClassOperation.Find, principal) ?? AccessGate.Refusal(schema, ClassOperation.Count, principal);

    /// <summary>The rows that pointer permissions leave to the caller, to find as well as to count.</summary>
    public static Filter Rows(ClassSchema schema, Principal principal)
    {
        var found = PointerPermissions.Rows(schema, ClassOperation.Find, principal);
        var counted = PointerPermissions.Rows(schema, ClassOperation.Count, principal);
        return found == counted || counted == Filter.All ? found : found == Filter.All ? counted : Filter.And(found, counted);
    }

    /// <exception cref="ParseException">119 a field that any row hides from the caller.</exception>
    public SummaryPart Check(SummaryPart part)
    {
        switch (part)
        {
            case AggregatePart aggregate:
                return aggregate with { Nodes = Check(aggregate.Nodes) };
            case GroupsPart groups:
                Check(groups.Grouping);
                return groups with { Members = [.. groups.Members.Select(Check)] };
            default:
                throw new InvalidOperationException($"The access gate does not know {part.GetType().Name}.");
        }
    }

    private void Check(Grouping grouping)
    {
        foreach (var key in grouping.Keys)
            Check(key.Field);
        foreach (var order in grouping.Order.OfType<AggregateOrder>())
            Check(order.Aggregate);
        if (grouping.Having is { } having)
            Check(having);
    }

    private void Check(FieldDefinition field) => gate.CheckPath(schema, FieldPath.Of(field));

    private void Check(FieldAggregate aggregate)
    {
        if (aggregate.Field is { } field)
            Check(field);
    }

    private void Check(GroupCondition condition)
    {
        switch (condition)
        {
            case AllOfGroups all:
                foreach (var part in all.Parts)
                    Check(part);
                break;
            case AnyOfGroups any:
                foreach (var part in any.Parts)
                    Check(part);
                break;
            case NotGroup not:
                Check(not.Part);
                break;
            case AggregateComparison comparison:
                Check(comparison.Aggregate);
                break;
            default:
                throw new InvalidOperationException($"The access gate does not know {condition.GetType().Name}.");
        }
    }

    private GroupsMember Check(GroupsMember member) =>
        member is GroupsListMember list ? gate.At(list.Key, () => list with { Nodes = Check(list.Nodes) }) : member;

    private ImmutableArray<SummaryNode> Check(ImmutableArray<SummaryNode> nodes) => [.. nodes.Select(Check)];

    /// <remarks>A node of a group names a key of its grouping, which is checked.</remarks>
    private SummaryNode Check(SummaryNode node)
    {
        switch (node)
        {
            case AggregateNode aggregate:
                Check(aggregate.Aggregate);
                return node;
            case SummaryObjectNode inner:
                return gate.At(inner.Key, () => inner with { Nodes = Check(inner.Nodes) });
            case GroupPointerNode pointer:
                return gate.At(pointer.Key, () => pointer with { Nodes = Check(pointer.Nodes) });
            case GroupObjectNode shown:
                return gate.At(shown.Key, () => gate.Behind(shown));
            case ConstantSummaryNode or GroupKeyNode or GroupPointerIdNode:
                return node;
            default:
                throw new InvalidOperationException($"The access gate does not know {node.GetType().Name}.");
        }
    }
}
