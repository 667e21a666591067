using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>How large an operation is, counted without expanding fragments, so that nested spreads cannot make the counting itself expensive.</summary>
/// <param name="Depth">Nested selections, from 1.</param>
/// <param name="Fields">Selected fields, each spread counted with all of its fragment's.</param>
/// <param name="RootFields">Fields of the root, aliases included.</param>
/// <param name="Aliases">Fields with an alias, counted like <paramref name="Fields"/>.</param>
internal readonly record struct DocumentMetrics(long Depth, long Fields, long RootFields, long Aliases)
{
    private const long Cap = int.MaxValue;

    public static DocumentMetrics Of(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        var fragments = document.Definitions.OfType<GraphQLFragmentDefinition>()
            .GroupBy(fragment => fragment.FragmentName.Name.StringValue, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().SelectionSet, StringComparer.Ordinal);
        return Count(operation.SelectionSet, fragments, []);
    }

    /// <param name="known">Fragments that were counted, and those being counted: a circle counts as nothing and is refused by validation.</param>
    private static DocumentMetrics Count(GraphQLSelectionSet? set, Dictionary<string, GraphQLSelectionSet> fragments, Dictionary<string, DocumentMetrics> known)
    {
        var (depth, fields, own, aliases) = (0L, 0L, 0L, 0L);
        foreach (var selection in set?.Selections ?? [])
        {
            DocumentMetrics part;
            switch (selection)
            {
                case GraphQLField field:
                    part = Count(field.SelectionSet, fragments, known);
                    part = new DocumentMetrics(part.Depth + 1, part.Fields + 1, 1, part.Aliases + (field.Alias is null ? 0 : 1));
                    break;
                case GraphQLInlineFragment inline:
                    part = Count(inline.SelectionSet, fragments, known);
                    break;
                case GraphQLFragmentSpread spread:
                    part = Count(spread.FragmentName.Name.StringValue, fragments, known);
                    break;
                default:
                    continue;
            }

            depth = Math.Max(depth, part.Depth);
            fields = Math.Min(Cap, fields + part.Fields);
            own = Math.Min(Cap, own + part.RootFields);
            aliases = Math.Min(Cap, aliases + part.Aliases);
        }

        return new DocumentMetrics(depth, fields, own, aliases);
    }

    private static DocumentMetrics Count(string fragment, Dictionary<string, GraphQLSelectionSet> fragments, Dictionary<string, DocumentMetrics> known)
    {
        if (known.TryGetValue(fragment, out var metrics) || !fragments.TryGetValue(fragment, out var set))
            return metrics;
        known[fragment] = default;
        return known[fragment] = Count(set, fragments, known);
    }
}
