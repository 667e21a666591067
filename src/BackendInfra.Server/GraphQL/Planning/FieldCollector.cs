using BackendInfra.Server.GraphQL.Inputs;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>GraphQL's CollectFields: what a selection asks of a concrete type, fragments and directives resolved, equal keys merged.</summary>
internal sealed class FieldCollector(ISchema schema, GraphQLDocument document, InputScope scope)
{
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments =
        document.Definitions.OfType<GraphQLFragmentDefinition>().ToDictionary(fragment => fragment.FragmentName.Name.StringValue, StringComparer.Ordinal);

    public IEnumerable<GraphQLFragmentDefinition> Fragments => _fragments.Values;

    /// <summary>Response keys in their order, each with the fields that were merged into it.</summary>
    public OrderedDictionary<string, List<GraphQLField>> Collect(IObjectGraphType type, IEnumerable<GraphQLSelectionSet?> sets)
    {
        var fields = new OrderedDictionary<string, List<GraphQLField>>(StringComparer.Ordinal);
        foreach (var set in sets)
            Collect(type, set, fields, []);
        return fields;
    }

    /// <summary>As <see cref="Collect(IObjectGraphType, IEnumerable{GraphQLSelectionSet})"/>, below fields that were merged.</summary>
    public OrderedDictionary<string, List<GraphQLField>> Collect(IObjectGraphType type, IEnumerable<GraphQLField> parents) =>
        Collect(type, parents.Select(parent => parent.SelectionSet));

    private void Collect(IObjectGraphType type, GraphQLSelectionSet? set, OrderedDictionary<string, List<GraphQLField>> fields, HashSet<string> visited)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            if (!IsIncluded((IHasDirectivesNode)selection))
                continue;
            switch (selection)
            {
                case GraphQLField field:
                    var key = (field.Alias?.Name ?? field.Name).StringValue;
                    if (!fields.TryGetValue(key, out var merged))
                        fields[key] = merged = [];
                    merged.Add(field);
                    break;
                case GraphQLInlineFragment inline when inline.TypeCondition is null || Applies(inline.TypeCondition.Type.Name.StringValue, type):
                    Collect(type, inline.SelectionSet, fields, visited);
                    break;
                case GraphQLFragmentSpread spread when visited.Add(spread.FragmentName.Name.StringValue):
                    var fragment = _fragments[spread.FragmentName.Name.StringValue];
                    if (Applies(fragment.TypeCondition.Type.Name.StringValue, type))
                        Collect(type, fragment.SelectionSet, fields, visited);
                    break;
            }
        }
    }

    private bool Applies(string condition, IObjectGraphType type) =>
        condition == type.Name || (schema.AllTypes[condition] is IAbstractGraphType abstraction && abstraction.PossibleTypes.Any(possible => possible.Name == type.Name));

    private bool IsIncluded(IHasDirectivesNode node)
    {
        foreach (var directive in node.Directives ?? (IEnumerable<GraphQLDirective>)[])
        {
            var name = directive.Name.StringValue;
            if (name is not ("skip" or "include") || directive.Arguments?.Items is not [var argument])
                continue;
            var flag = argument.Value switch
            {
                GraphQLBooleanValue literal => literal.BoolValue,
                GraphQLVariable variable => scope.Flag(new VariableInput(variable.Name.StringValue)) ?? false,
                _ => false,
            };
            if (flag == (name == "skip"))
                return false;
        }

        return true;
    }
}
