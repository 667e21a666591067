using System.Collections.Immutable;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Limits;

/// <summary>Makes the cost expression of a valid document's operation; see <see cref="OperationCost"/> for the rules.</summary>
internal sealed class CostCompiler(AppSchema schema)
{
    private const double Object = 1, Mutation = 10;

    private static readonly CostSelection Nothing = new([]);

    private bool _dependsOnVariables;

    private readonly HashSet<string> _edges = [.. schema.Classes.Values.Select(types => types.Edge.Name)];

    public OperationCost Compile(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        var isMutation = operation.Operation == OperationType.Mutation;
        var root = Selection(isMutation ? schema.Schema.Mutation : schema.Schema.Query, operation.SelectionSet, isMutation ? Mutation : Object);
        var fragments = document.Definitions.OfType<GraphQLFragmentDefinition>().ToDictionary(
            fragment => fragment.FragmentName.Name.StringValue,
            fragment => Selection(schema.Schema.AllTypes[fragment.TypeCondition.Type.Name.StringValue], fragment.SelectionSet, OwnCostIn(fragment)),
            StringComparer.Ordinal);
        return new OperationCost(root, fragments, _dependsOnVariables);
    }

    /// <summary>Fields of the mutation type cost more, in fragments, too.</summary>
    private double OwnCostIn(GraphQLFragmentDefinition fragment) => fragment.TypeCondition.Type.Name.StringValue == schema.Schema.Mutation?.Name ? Mutation : Object;

    private CostSelection Selection(IGraphType? parent, GraphQLSelectionSet? set, double own) => set is null
        ? Nothing
        : new CostSelection([.. set.Selections.SelectMany(selection => Parts(parent, selection, own))]);

    private IEnumerable<CostPart> Parts(IGraphType? parent, ASTNode selection, double own)
    {
        switch (selection)
        {
            case GraphQLField field when Field(parent, field, own) is { } part:
                return [part];
            case GraphQLInlineFragment inline:
                return Selection(inline.TypeCondition is { } condition ? schema.Schema.AllTypes[condition.Type.Name.StringValue] : parent, inline.SelectionSet, own).Parts;
            case GraphQLFragmentSpread spread:
                return [new CostFragment(spread.FragmentName.Name.StringValue)];
            default:
                return [];
        }
    }

    private CostField? Field(IGraphType? parent, GraphQLField field, double own)
    {
        var name = field.Name.StringValue;
        if (name.StartsWith("__", StringComparison.Ordinal))
            return name == "__typename" ? null : new CostField(Object, null, null, Nothing);
        if ((parent as IComplexGraphType)?.Fields.Find(name) is not { ResolvedType: { } resolved } definition)
            return null;

        var (type, isList) = Named(resolved);
        var page = PageSize.Of(definition, field);
        _dependsOnVariables |= page is { IsOpen: true };
        if (field.SelectionSet is null)
        {
            // What a connection tells of itself, such as its count, is work; a scalar of an object is not.
            return parent is ConnectionType || own > Object ? new CostField(own, null, page, Nothing) : null;
        }

        var below = Selection(type, field.SelectionSet, Object);
        return isList
            ? new CostField(page is null ? 0 : own, _edges.Contains(type.Name) ? 0 : Object, page, below)
            : new CostField(own, null, page, below);
    }

    private static (IGraphType Type, bool IsList) Named(IGraphType type)
    {
        var isList = false;
        while (type is IProvideResolvedType { ResolvedType: { } inner })
            (type, isList) = (inner, isList || type is ListGraphType);
        return (type, isList);
    }
}
