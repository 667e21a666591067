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
    private volatile ImmutableHashSetBox _structural = new(ImmutableHashSet.Create<string>(StringComparer.Ordinal));

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
        _structural = new ImmutableHashSetBox(_structural.Names.Union(scope.Structural));
        _plans.Add(Key(permissions, variables, scope.Variables), plan);
    }

    private string Key(string permissions, JsonElement variables, IReadOnlyDictionary<string, object?> coerced)
    {
        if (Operation.Variables is not { Count: > 0 } definitions)
            return permissions;
        var structural = _structural.Names;
        var key = new StringBuilder(permissions);
        foreach (var definition in definitions)
        {
            var name = definition.Variable.Name.StringValue;
            key.Append('\n').Append(name).Append('=');
            if (!structural.Contains(name))
                key.Append(State(coerced.GetValueOrDefault(name)));
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

    private sealed record ImmutableHashSetBox(ImmutableHashSet<string> Names);
}
