using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>mutation @transaction</c>: all fields of the operation happen, or none.</summary>
internal static class TransactionDirective
{
    private const string Name = "transaction";

    public static Directive Definition => new(Name, DirectiveLocation.Mutation)
    {
        Description = "Runs all fields of the mutation in one transaction: when one fails, nothing is done, and every field is null. For creating, changing and deleting objects.",
    };

    public static bool IsOn(GraphQLOperationDefinition operation) =>
        operation.Directives is { } directives && directives.Any(directive => directive.Name.StringValue == Name);
}
