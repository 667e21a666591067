using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Server.Rest.Queries;

/// <summary>Turns keys and includes into a selection. What cannot be included is left as it is, as in Parse.</summary>
/// <param name="limits">Null for the master key.</param>
internal sealed class SelectionBuilder(SchemaSnapshot schema, RequestLimits? limits)
{
    private static readonly IncludeTree Leaf = new();

    private int _targets;

    /// <exception cref="ParseException">102 when the includes are too many or too deep.</exception>
    public RestSelection Build(ClassSchema of, QueryOptions options)
    {
        var selection = Select(of, IncludeTree.Of(options, limits), options.ExcludeKeys);
        return selection.Fields is null && selection.Includes.IsEmpty ? RestSelection.Everything : selection;
    }

    private RestSelection Select(ClassSchema of, IncludeTree tree, IReadOnlyList<string> excluded)
    {
        var fields = tree.Keys;
        if (excluded.Count > 0)
        {
            fields = [.. fields ?? of.Fields.Keys];
            fields.ExceptWith(excluded);
        }

        var selection = new RestSelection(fields, []);
        return selection with { Includes = [.. Included(of, tree).Where(i => selection.Sends(i.Field)).Select(i => Include(i.Field, i.Tree)).OfType<RestInclude>()] };
    }

    private static IEnumerable<(FieldDefinition Field, IncludeTree Tree)> Included(ClassSchema of, IncludeTree tree)
    {
        var named = tree.Children.ToDictionary(child => child.Field, child => child.Tree, StringComparer.Ordinal);
        foreach (var field in of.Fields.Values)
        {
            if (field.Type is not (FieldType.Pointer or FieldType.Array))
                continue;
            if (named.TryGetValue(field.Name, out var child))
                yield return (field, child);
            else if (tree.IncludesAll)
                yield return (field, Leaf);
        }
    }

    private RestInclude? Include(FieldDefinition field, IncludeTree tree)
    {
        var classes = field.Type == FieldType.Pointer ? [field.TargetClass!] : field.PointedClasses;
        var targets = classes.Select(schema.Find).OfType<ClassSchema>().Select(target => Target(target, tree)).ToImmutableArray();
        return targets.IsEmpty ? null : new RestInclude(field, targets);
    }

    private RestIncludeTarget Target(ClassSchema target, IncludeTree tree)
    {
        // Counted here and not by path: an array that points to several classes multiplies what is behind it.
        if (++_targets > limits?.IncludeCount)
            throw Refusals.InvalidQuery($"A query may include at most {limits.IncludeCount} fields.");
        return new RestIncludeTarget(target, Select(target, tree, []));
    }
}
