using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Permissions;

/// <summary>Walks one read plan for <see cref="AccessGate"/>: every class it touches, every field it names.</summary>
internal sealed class ReadGate(Principal principal, bool isSelf = false)
{
    private readonly List<DeniedNode> _denied = [];
    private readonly Dictionary<string, ImmutableSortedSet<string>> _protected = [];
    private ImmutableArray<string> _path = [];

    public IReadOnlyList<DeniedNode> Denied => _denied;

    public ReadPlan Root(ReadPlan plan)
    {
        RequireOperations(plan);
        return OwnWrite(plan);
    }

    /// <summary>As <see cref="Root"/>, without asking for a permission on the plan's own class.</summary>
    public ReadPlan OwnWrite(ReadPlan plan)
    {
        if (!plan.Stages.IsEmpty)
            throw Refusals.Forbidden("Aggregations need the master key.");
        CheckFilter(plan.Class, plan.Where);
        foreach (var key in plan.Order)
            CheckPath(plan.Class, key.Path);
        return plan with { Selection = Select(plan.Class, plan.Selection) };
    }

    private void RequireOperations(ReadPlan plan)
    {
        if (plan.ReturnsRows)
            AccessGate.Require(plan.Class, plan.Operation, principal);
        if (plan.ReturnsTotal)
            AccessGate.Require(plan.Class, ClassOperation.Count, principal);
    }

    private void CheckFilter(ClassSchema schema, Filter filter)
    {
        switch (filter)
        {
            case AndFilter and:
                foreach (var part in and.Parts)
                    CheckFilter(schema, part);
                break;
            case OrFilter or:
                foreach (var part in or.Parts)
                    CheckFilter(schema, part);
                break;
            case NotFilter not:
                CheckFilter(schema, not.Part);
                break;
            case ComparisonFilter comparison:
                CheckPath(schema, comparison.Path);
                break;
            case InFilter list:
                CheckPath(schema, list.Path);
                break;
            case ExistsFilter exists:
                CheckPath(schema, exists.Path);
                break;
            case RegexFilter regex:
                CheckPath(schema, regex.Path);
                break;
            case GeoFilter geo:
                CheckPath(schema, geo.Path);
                break;
            case TextFilter text:
                CheckPath(schema, text.Path);
                break;
            case ContainsAllFilter all:
                CheckPath(schema, all.Path);
                break;
            case ContainedByFilter contained:
                CheckPath(schema, contained.Path);
                break;
            case InQueryFilter query:
                CheckPath(schema, query.Path);
                CheckSubquery(query.Subquery);
                break;
            case SelectFilter select:
                CheckPath(schema, select.Path);
                CheckSubquery(select.Subquery);
                CheckPath(select.Subquery.Class, select.Key);
                break;
            case RelatedToFilter related:
                // Nested in a selection of the owner, the owner's own row has been authorized already.
                if (related.OwnerId is not null)
                {
                    AccessGate.Require(related.Owner, ClassOperation.Get, principal);
                    CheckPath(related.Owner, FieldPath.Of(related.Relation));
                }

                break;
            default:
                throw new InvalidOperationException($"The access gate does not know {filter.GetType().Name}.");
        }
    }

    private void CheckSubquery(ReadPlan plan)
    {
        AccessGate.Require(plan.Class, ClassOperation.Find, principal);
        CheckFilter(plan.Class, plan.Where);
        foreach (var key in plan.Order)
            CheckPath(plan.Class, key.Path);
    }

    private void CheckPath(ClassSchema schema, FieldPath path)
    {
        if (IsProtected(schema, path.Name))
            throw Refusals.Forbidden($"This user is not allowed to query {path.Name} on class {schema.Name}");
    }

    private bool IsProtected(ClassSchema schema, string field) => ProtectedOf(schema).Contains(field);

    private ImmutableSortedSet<string> ProtectedOf(ClassSchema schema)
    {
        if (!_protected.TryGetValue(schema.Name, out var fields))
            _protected[schema.Name] = fields = AccessGate.ProtectedFields(schema, principal);
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
        var hidden = isSelf ? [] : ProtectedOf(schema);
        isSelf = false;
        var includes = selection.Includes
            .Where(include => !hidden.Contains(include.Field.Name))
            .Select(include => include with { Targets = [.. include.Targets.Select(Target)] });
        var fields = hidden.IsEmpty
            ? selection.Fields
            : (selection.Fields ?? schema.Fields.Keys.ToHashSet()).Except(hidden).ToHashSet();
        return selection with { Fields = fields, Includes = [.. includes] };
    }

    /// <summary>What REST includes must be readable as a class; a row that its ACL hides just disappears.</summary>
    private RestIncludeTarget Target(RestIncludeTarget target)
    {
        AccessGate.Require(target.Class, ClassOperation.Get, principal);
        return target with { Selection = Select(target.Class, target.Selection) };
    }

    private GraphSelection Select(ClassSchema schema, GraphSelection selection) =>
        new([.. selection.Nodes.Select(node => Select(schema, node))]);

    private ConnectionSelection Select(ClassSchema schema, ConnectionSelection selection) =>
        new([.. selection.Parts.Select(part => At(part.Key, () => part is EdgesPart edges ? edges with { Members = [.. edges.Members.Select(member => Select(schema, member))] } : part))]);

    private EdgePart Select(ClassSchema schema, EdgePart member) =>
        member is NodePart node ? At(node.Key, () => node with { Selection = Select(schema, node.Selection) }) : member;

    private GraphNode Select(ClassSchema schema, GraphNode node) => node switch
    {
        FieldNode field => Visible(schema, field.Field, field),
        PartsNode parts => Visible(schema, parts.Field, parts),
        ArrayNode array => Visible(schema, array.Field, At(array.Key, () => Objects(array))),
        PointerNode pointer => Visible(schema, pointer.Field, At(pointer.Key, () => Pointer(pointer))),
        ConnectionNode connection => At(connection.Key, () => Connection(schema, connection)),
        _ => node,
    };

    private GraphNode Visible(ClassSchema schema, FieldDefinition field, GraphNode node) =>
        !IsOwnField && IsProtected(schema, field.Name) ? ConstantNode.Null(node.Key) : node;

    /// <summary>A user sees all of himself; below his own fields the path is no longer empty.</summary>
    private bool IsOwnField => isSelf && _path.IsEmpty;

    private GraphNode Pointer(PointerNode pointer) =>
        AccessGate.Refusal(pointer.Target, ClassOperation.Get, principal) is { } refusal
            ? Deny(pointer.Key, refusal)
            : pointer with { Selection = Select(pointer.Target, pointer.Selection) };

    /// <summary>A class that is closed leaves its pointers in an array as plain elements.</summary>
    private ArrayNode Objects(ArrayNode array) => array with
    {
        Objects = [.. array.Objects
            .Where(o => AccessGate.Refusal(o.Target, ClassOperation.Get, principal) is null)
            .Select(o => o with { Selection = Select(o.Target, o.Selection) })],
    };

    private GraphNode Connection(ClassSchema schema, ConnectionNode connection)
    {
        var plan = connection.Plan;
        if (Related(plan.Where) is { } related && IsProtected(schema, related.Relation.Name))
            return ConstantNode.Null(connection.Key);

        var refusal = AccessGate.Refusal(plan.Class, ClassOperation.Find, principal)
            ?? (plan.ReturnsTotal ? AccessGate.Refusal(plan.Class, ClassOperation.Count, principal) : null);
        if (refusal is null)
            return connection with { Plan = OwnWrite(plan) };
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

    private T At<T>(string key, Func<T> visit)
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
