using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Permissions;

/// <summary>Walks one read plan for <see cref="AccessGate"/>: every class it touches, every field it names.</summary>
internal sealed class ReadGate(Principal principal, bool isSelf = false)
{
    private readonly List<DeniedNode> _denied = [];
    private readonly Dictionary<string, FieldVisibility> _visible = [];
    private ImmutableArray<string> _path = [];

    public IReadOnlyList<DeniedNode> Denied => _denied;

    public ReadPlan Root(ReadPlan plan)
    {
        if (plan.ReturnsRows)
            AccessGate.Require(plan.Class, plan.Operation, principal);
        if (plan.ReturnsTotal)
            AccessGate.Require(plan.Class, ClassOperation.Count, principal);
        if (plan.Summarizes && SummaryGate.Refusal(plan.Class, principal) is { } refusal)
            throw refusal;
        return Restricted(plan);
    }

    /// <summary>As <see cref="Root"/>, of a row that is readable because the caller has written it.</summary>
    public ReadPlan OwnWrite(ReadPlan plan)
    {
        if (!plan.Stages.IsEmpty)
            throw Refusals.Forbidden("Aggregations need the master key.");
        foreach (var path in plan.DistinctOn)
            CheckPath(plan.Class, path);
        return plan with { Where = Check(plan.Class, plan.Where), Order = CheckOrder(plan), Selection = Select(plan.Class, plan.Selection) };
    }

    /// <summary>The plan with the rows that pointer permissions leave to the caller.</summary>
    private ReadPlan Restricted(ReadPlan plan) => OwnWrite(plan) with
    {
        Readable = Rows(plan.Class, plan.Operation),
        Countable = plan.ReturnsTotal ? Rows(plan.Class, ClassOperation.Count) : Filter.All,
        Summarizable = plan.Summarizes ? SummaryGate.Rows(plan.Class, principal) : Filter.All,
    };

    private Filter Rows(ClassSchema schema, ClassOperation operation) => PointerPermissions.Rows(schema, operation, principal);

    /// <summary>Refuses protected fields, and gives the sub-queries in a filter what restricts their rows.</summary>
    private Filter Check(ClassSchema schema, Filter filter)
    {
        switch (filter)
        {
            case AndFilter and:
                return and with { Parts = [.. and.Parts.Select(part => Check(schema, part))] };
            case OrFilter or:
                return or with { Parts = [.. or.Parts.Select(part => Check(schema, part))] };
            case NotFilter not:
                return new NotFilter(Check(schema, not.Part));
            case InQueryFilter query:
                CheckPath(schema, query.Path);
                return query with { Subquery = Subquery(query.Subquery) };
            case MemberCountFilter count:
                CheckPath(schema, count.Path);
                return count with { Members = Counted(count.Members) };
            case SelectFilter select:
                CheckPath(schema, select.Path);
                CheckPath(select.Subquery.Class, select.Key);
                return select with { Subquery = Subquery(select.Subquery) };
            case PathFilter comparison:
                CheckPath(schema, comparison.Path);
                return filter;
            case RelatedToFilter { OwnerId: null }:
                // Nested in a selection of the owner, the owner's own row has been authorized already.
                return filter;
            case RelatedToFilter related:
                AccessGate.Require(related.Owner, ClassOperation.Get, principal);
                CheckPath(related.Owner, FieldPath.Of(related.Relation));
                return related with { OwnerReadable = Rows(related.Owner, ClassOperation.Get) };
            default:
                throw new InvalidOperationException($"The access gate does not know {filter.GetType().Name}.");
        }
    }

    private ReadPlan Subquery(ReadPlan plan)
    {
        AccessGate.Require(plan.Class, ClassOperation.Find, principal);
        return plan with { Where = Check(plan.Class, plan.Where), Order = CheckOrder(plan), Readable = Rows(plan.Class, ClassOperation.Find) };
    }

    private ReadPlan Counted(ReadPlan plan)
    {
        AccessGate.Require(plan.Class, ClassOperation.Count, principal);
        return plan with { Where = Check(plan.Class, plan.Where), Countable = Rows(plan.Class, ClassOperation.Count) };
    }

    private ImmutableArray<SortKey> CheckOrder(ReadPlan plan) => [.. plan.Order.Select(key => Check(plan.Class, key))];

    /// <summary>An order tells of values as a condition does, and so needs what the condition would: also of the objects that it goes to.</summary>
    private SortKey Check(ClassSchema schema, SortKey key)
    {
        var steps = ImmutableArray.CreateBuilder<SortStep>(key.Via.Length);
        foreach (var step in key.Via)
        {
            var operation = step.Field.Type == FieldType.Relation ? ClassOperation.Count : ClassOperation.Find;
            CheckPath(schema, FieldPath.Of(step.Field));
            AccessGate.Require(step.Target, operation, principal);
            steps.Add(step with { Readable = Rows(step.Target, operation) });
            schema = step.Target;
        }

        CheckPath(schema, key.Path);
        return key with { Via = steps.ToImmutable() };
    }

    public void CheckPath(ClassSchema schema, FieldPath path) => VisibleOf(schema).Require(schema, path.Name);

    private FieldVisibility VisibleOf(ClassSchema schema)
    {
        if (!_visible.TryGetValue(schema.Name, out var fields))
            _visible[schema.Name] = fields = FieldVisibility.Of(schema, principal);
        return fields;
    }

    private Selection Select(ClassSchema schema, Selection selection) => selection switch
    {
        RestSelection rest => Select(schema, rest),
        GraphSelection graph => Select(schema, graph),
        ConnectionSelection connection => Select(schema, connection),
        _ => throw new InvalidOperationException($"The access gate does not know {selection.GetType().Name}."),
    };

    private RestSelection Select(ClassSchema schema, RestSelection selection)
    {
        // A user sees all of himself, but not of the users behind his pointers.
        var visible = isSelf ? FieldVisibility.Everything : VisibleOf(schema);
        isSelf = false;
        var includes = selection.Includes
            .Where(include => !visible.IsHidden(include.Field.Name))
            .Select(include => include with { Targets = [.. include.Targets.Select(Target)] });
        var hidden = visible.Hidden;
        var fields = hidden.IsEmpty
            ? selection.Fields
            : (selection.Fields ?? schema.Fields.Keys.ToHashSet()).Except(hidden).ToHashSet();
        return selection with { Fields = fields, Includes = [.. includes], Conditional = visible.Conditional(selection) };
    }

    /// <summary>What REST includes must be readable as a class; a row that is not the caller's to read just disappears.</summary>
    private RestIncludeTarget Target(RestIncludeTarget target)
    {
        AccessGate.Require(target.Class, ClassOperation.Get, principal);
        return target with { Selection = Select(target.Class, target.Selection), Readable = Rows(target.Class, ClassOperation.Get) };
    }

    private GraphSelection Select(ClassSchema schema, GraphSelection selection) =>
        new([.. selection.Nodes.Select(node => Select(schema, node))]);

    private ConnectionSelection Select(ClassSchema schema, ConnectionSelection selection) =>
        new([.. selection.Parts.Select(part => At(part.Key, () => Select(schema, part)))]);

    private ConnectionPart Select(ClassSchema schema, ConnectionPart part) => part switch
    {
        EdgesPart edges => edges with { Members = [.. edges.Members.Select(member => Select(schema, member))] },
        NodesPart nodes => new NodesPart(nodes.Node with { Selection = Select(schema, nodes.Node.Selection) }),
        SummaryPart summary => new SummaryGate(this, schema).Check(summary),
        _ => part,
    };

    private EdgePart Select(ClassSchema schema, EdgePart member)
    {
        if (member is ScorePart score)
            CheckPath(schema, score.Search.Path);
        return member is NodePart node ? At(node.Key, () => node with { Selection = Select(schema, node.Selection) }) : member;
    }

    private GraphNode Select(ClassSchema schema, GraphNode node) => node switch
    {
        FieldNode field => Visible(schema, field.Field, field),
        PartsNode parts => Visible(schema, parts.Field, parts),
        ArrayNode array => Visible(schema, array.Field, At(array.Key, () => Objects(array))),
        PointerNode pointer => Visible(schema, pointer.Field, At(pointer.Key, () => Pointer(pointer))),
        ConnectionNode connection => At(connection.Key, () => Connection(schema, connection)),
        _ => node,
    };

    private GraphNode Visible(ClassSchema schema, FieldDefinition field, GraphNode node) => VisibleOf(schema).ConditionOf(field.Name) switch
    {
        null => node,
        _ when IsOwnField => node,
        var condition when condition == Filter.None => ConstantNode.Null(node.Key),
        var condition => new ConditionalNode(condition, node),
    };

    /// <summary>A user sees all of himself; below his own fields the path is no longer empty.</summary>
    private bool IsOwnField => isSelf && _path.IsEmpty;

    private GraphNode Pointer(PointerNode pointer) =>
        AccessGate.Refusal(pointer.Target, ClassOperation.Get, principal) is { } refusal
            ? Deny(pointer.Key, refusal)
            : pointer with { Selection = Select(pointer.Target, pointer.Selection), Readable = Rows(pointer.Target, ClassOperation.Get) };

    /// <summary>The object behind a group's pointer; null, with an error, where its class is closed.</summary>
    public SummaryNode Behind(GroupObjectNode node)
    {
        if (AccessGate.Refusal(node.Target, ClassOperation.Get, principal) is not { } refusal)
            return node with { Selection = Select(node.Target, node.Selection), Readable = Rows(node.Target, ClassOperation.Get) };
        _denied.Add(new DeniedNode(_path, refusal));
        return new ConstantSummaryNode(node.Key, "null");
    }

    /// <summary>A class that is closed leaves its pointers in an array as plain elements.</summary>
    private ArrayNode Objects(ArrayNode array) => array with
    {
        Objects = [.. array.Objects
            .Where(o => AccessGate.Refusal(o.Target, ClassOperation.Get, principal) is null)
            .Select(o => o with { Selection = Select(o.Target, o.Selection), Readable = Rows(o.Target, ClassOperation.Get) })],
    };

    private GraphNode Connection(ClassSchema schema, ConnectionNode connection)
    {
        var plan = connection.Plan;
        var refusal = AccessGate.Refusal(plan.Class, ClassOperation.Find, principal)
            ?? (plan.ReturnsTotal ? AccessGate.Refusal(plan.Class, ClassOperation.Count, principal) : null)
            ?? (plan.Summarizes ? SummaryGate.Refusal(plan.Class, principal) : null);
        if (Related(plan.Where) is { } related && VisibleOf(schema).IsHidden(related.Relation.Name))
            return ConstantNode.Null(connection.Key);
        if (refusal is null)
            return Related(plan.Where) is { } relation ? Visible(schema, relation.Relation, connection with { Plan = Restricted(plan) }) : connection with { Plan = Restricted(plan) };
        // A relation is non-null, so the object around it goes.
        _denied.Add(new DeniedNode(_path, refusal));
        return new ConstantNode(connection.Key, GraphSelection.MissingMarker.ToString());
    }

    private static RelatedToFilter? Related(Filter filter) => filter switch
    {
        RelatedToFilter { OwnerId: null } related => related,
        AndFilter and => and.Parts.OfType<RelatedToFilter>().FirstOrDefault(part => part.OwnerId is null),
        _ => null,
    };

    private ConstantNode Deny(string key, ParseException refusal)
    {
        _denied.Add(new DeniedNode(_path, refusal));
        return ConstantNode.Null(key);
    }

    /// <summary>Visits what stands under a response key.</summary>
    public T At<T>(string key, Func<T> visit)
    {
        var outer = _path;
        _path = _path.Add(key);
        try
        {
            return visit();
        }
        finally
        {
            _path = outer;
        }
    }
}
