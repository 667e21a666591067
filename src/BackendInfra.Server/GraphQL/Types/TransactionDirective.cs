using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>mutation @transaction { … }</c>: the whole operation happens, or nothing of it.</summary>
internal static class TransactionDirective
{
    public const string Name = "transaction";

    public static Directive Create() => new(Name, DirectiveLocation.Mutation) { Description = "Makes the whole operation one transaction: all of its fields happen, or none." };

    public static bool IsOn(GraphQLOperationDefinition operation) =>
        operation.Directives?.Items.Any(directive => directive.Name.StringValue == Name) is true;
}
