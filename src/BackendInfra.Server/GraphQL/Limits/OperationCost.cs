using BackendInfra.Core.Apps;

namespace BackendInfra.Server.GraphQL.Limits;

/// <summary>
/// What an operation may cost at most, as an expression of its variables: how many objects it can ask for. An object costs
/// 1, scalars of it nothing; a connection costs 1 and, for each object that its page may hold (<c>first</c>, <c>last</c>, or
/// the app's default limit), what is asked of that object; its count costs 1. A mutation costs 10 and what its answer costs.
/// </summary>
/// <remarks>Fragments are computed once for each page size that they stand in, so that nested spreads make the computing no more expensive.</remarks>
internal sealed class OperationCost(CostSelection root, IReadOnlyDictionary<string, CostSelection> fragments, bool dependsOnVariables)
{
    private const double Max = 1e15;

    /// <summary>Of an operation whose variables are no page sizes: computed once.</summary>
    private volatile Known? _constant;

    public long Of(IReadOnlyDictionary<string, object?> variables, AppOptions options)
    {
        if (_constant is { } known && ReferenceEquals(known.Options, options))
            return known.Cost;
        var cost = (long)new Evaluation(fragments, variables, options).Cost(root, page: 1);
        if (!dependsOnVariables)
            _constant = new Known(options, cost);
        return cost;
    }

    private sealed record Known(AppOptions Options, long Cost);

    private sealed class Evaluation(IReadOnlyDictionary<string, CostSelection> fragments, IReadOnlyDictionary<string, object?> variables, AppOptions options)
    {
        private readonly Dictionary<(string Name, double Page), double> _known = [];

        /// <param name="page">How many items the lists of this selection have at most.</param>
        public double Cost(CostSelection selection, double page)
        {
            var sum = 0.0;
            foreach (var part in selection.Parts)
                sum += part is CostField field ? Cost(field, page) : Fragment(((CostFragment)part).Name, page);
            return Math.Min(Max, sum);
        }

        private double Cost(CostField field, double page)
        {
            var size = field.Page?.Resolve(variables, options);
            return field.Item is { } item
                ? field.Own + ((size ?? page) * (item + Cost(field.Below, page: 1)))
                : field.Own + Cost(field.Below, size ?? 1);
        }

        private double Fragment(string name, double page)
        {
            if (_known.TryGetValue((name, page), out var cost))
                return cost;
            return _known[(name, page)] = Cost(fragments[name], page);
        }
    }
}
