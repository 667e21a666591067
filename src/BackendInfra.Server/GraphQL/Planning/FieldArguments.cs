using BackendInfra.Server.GraphQL.Inputs;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Arguments of fields as inputs that keep their variables open.</summary>
internal static class FieldArguments
{
    private static readonly Dictionary<string, InputValue> None = [];

    public static IReadOnlyDictionary<string, InputValue> Read(QueryArguments? definitions, GraphQLField field)
    {
        if (definitions is null || field.Arguments is not { Count: > 0 } arguments)
            return None;
        return arguments.ToDictionary(
            argument => argument.Name.StringValue,
            argument => InputReader.FromLiteral(definitions.Find(argument.Name)!.ResolvedType!, argument.Value));
    }
}
