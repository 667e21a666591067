using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Limits;
using BackendInfra.Server.GraphQL.Planning;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>A valid document with one of its operations, and the plans that were made of it.</summary>
internal sealed class PreparedDocument(GraphQLDocument document, GraphQLOperationDefinition operation, DocumentMetrics metrics, OperationCost cost)
{
    private const int PlansPerDocument = 64;

    private readonly LruCache<OperationPlan> _plans = new(PlansPerDocument);
    private volatile Sensitivity _sensitivity = new(ImmutableHashSet.Create<string>(StringComparer.Ordinal), ImmutableDictionary<string, Func<object?, string>>.Empty);

    public GraphQLDocument Document { get; } = document;

    public GraphQLOperationDefinition Operation { get; } = operation;

    public DocumentMetrics Metrics { get; } = metrics;

    public OperationCost Cost { get; } = cost;

    public bool IsMutation => Operation.Operation == OperationType.Mutation;

    public int PlanCount => _plans.Count;

    public OperationPlan? FindPlan(string permissions, JsonElement variables, IReadOnlyDictionary<string, object?> coerced) =>
        _plans.Find(Key(permissions, variables, coerced));

    /// <summary>Keeps a plan for requests whose structural variables are the same.</summary>
    /// <remarks>The key is made after the set has grown, so it holds every variable that the plan depends on.</remarks>
    public void AddPlan(OperationPlan plan, InputScope scope, string permissions, JsonElement variables)
    {
        _sensitivity = new Sensitivity(_sensitivity.Structural.Union(scope.Structural), _sensitivity.Shapes.SetItems(scope.Shapes));
        _plans.Add(Key(permissions, variables, scope.Variables), plan);
    }

    private string Key(string permissions, JsonElement variables, IReadOnlyDictionary<string, object?> coerced)
    {
        if (Operation.Variables is not { Count: > 0 } definitions)
            return permissions;
        var (structural, shapes) = _sensitivity;
        var key = new StringBuilder(permissions);
        foreach (var definition in definitions)
        {
            var name = definition.Variable.Name.StringValue;
            key.Append('\n').Append(name).Append('=');
            if (!structural.Contains(name))
                key.Append(shapes.TryGetValue(name, out var shape) && coerced.GetValueOrDefault(name) is not (null or NullInput) ? shape(coerced[name]) : State(coerced.GetValueOrDefault(name)));
            else if (variables.ValueKind == JsonValueKind.Object && variables.TryGetProperty(name, out var json))
                key.Append(json.GetRawText());
        }

        return key.ToString();
    }

    /// <summary>What a plan may depend on in a variable that it leaves open.</summary>
    private static char State(object? value) => value switch
    {
        null => 'a',
        NullInput => 'n',
        ListInput list when list.Items.Any(item => item is NullInput) => 'm',
        _ => 'v',
    };

    /// <summary>The variables that plans of the document depend on: as a whole, or by a shape.</summary>
    private sealed record Sensitivity(ImmutableHashSet<string> Structural, ImmutableDictionary<string, Func<object?, string>> Shapes);
}
