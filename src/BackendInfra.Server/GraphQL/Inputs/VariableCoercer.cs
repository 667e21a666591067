using System.Text.Json;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>Coerces a request's variables to the types that its operation declares. Runs on every request, also when the plan is cached.</summary>
internal static class VariableCoercer
{
    private static readonly Dictionary<string, object?> None = [];

    /// <param name="variables">The JSON object that was sent, or default.</param>
    /// <exception cref="InputException">A value is missing or does not fit.</exception>
    public static IReadOnlyDictionary<string, object?> Coerce(ISchema schema, GraphQLOperationDefinition operation, JsonElement variables)
    {
        if (operation.Variables is not { Count: > 0 } definitions)
            return None;
        var coerced = new Dictionary<string, object?>(definitions.Count, StringComparer.Ordinal);
        foreach (var definition in definitions)
        {
            var name = definition.Variable.Name.StringValue;
            var type = Type(schema, definition.Type);
            if (variables.ValueKind == JsonValueKind.Object && variables.TryGetProperty(name, out var json))
                coerced[name] = InputReader.FromJson(type, json, $"Variable '${name}'");
            else if (definition.DefaultValue is { } literal)
                coerced[name] = InputReader.FromLiteral(type, literal);
            else if (type is NonNullGraphType)
                throw new InputException($"Variable '${name}' is required.");
        }

        return coerced;
    }

    private static IGraphType Type(ISchema schema, GraphQLType type) => type switch
    {
        GraphQLNonNullType nonNull => new NonNullGraphType(Type(schema, nonNull.Type)),
        GraphQLListType list => new ListGraphType(Type(schema, list.Type)),
        GraphQLNamedType named => schema.AllTypes[named.Name.StringValue]!,
        _ => throw new InvalidOperationException("Unknown kind of type."),
    };
}
