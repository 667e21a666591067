using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>Which changes of a type leave requests valid that were so before.</summary>
internal static class TypeChanges
{
    /// <summary>What is answered may promise more: a non-null in place of a nullable.</summary>
    public static bool IsSafeOutput(GraphQLType old, GraphQLType next) => (old, next) switch
    {
        (GraphQLNonNullType before, GraphQLNonNullType after) => IsSafeOutput(before.Type, after.Type),
        (GraphQLNonNullType, _) => false,
        (_, GraphQLNonNullType after) => IsSafeOutput(old, after.Type),
        (GraphQLListType before, GraphQLListType after) => IsSafeOutput(before.Type, after.Type),
        (GraphQLNamedType before, GraphQLNamedType after) => before.Name.Value == after.Name.Value,
        _ => false,
    };

    /// <summary>What is taken may ask for less: a nullable in place of a non-null.</summary>
    public static bool IsSafeInput(GraphQLType old, GraphQLType next) => IsSafeOutput(next, old);
}
