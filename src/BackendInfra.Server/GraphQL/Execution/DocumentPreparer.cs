using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Server.GraphQL.Limits;
using BackendInfra.Server.GraphQL.Types;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using EngineInputs = GraphQL.Inputs;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Parses and validates a document: once, since what is valid is kept with its schema.</summary>
internal static class DocumentPreparer
{
    private const int MaxSyntaxDepth = 200;

    /// <param name="limits">What the caller may send; null for the master key.</param>
    /// <param name="errors">How many validation errors are told.</param>
    /// <param name="suggests">Whether errors may name what the schema has.</param>
    /// <exception cref="RequestException">The document is refused.</exception>
    public static async Task<PreparedDocument> PrepareAsync(
        AppSchema schema, string query, string? operationName, RequestLimits? limits, int errors, bool suggests, CancellationToken cancellationToken)
    {
        if (limits is not null)
            CountTokens(query, limits);
        var document = Parse(query);
        var operation = Operation(document, operationName);
        var metrics = DocumentMetrics.Of(document, operation);
        if (limits is not null)
            OperationLimits.Require(metrics, limits);

        var context = new ValidationContext
        {
            Schema = schema.Schema,
            TypeInfo = new TypeInfo(schema.Schema),
            Document = document,
            Operation = operation,
            Variables = EngineInputs.Empty,
            Extensions = EngineInputs.Empty,
            UserContext = new Dictionary<string, object?>(),
            CancellationToken = cancellationToken,
        };
        var visitors = new List<INodeVisitor> { context.TypeInfo };
        foreach (var rule in DocumentValidator.CoreRules)
        {
            if (await rule.GetPreNodeVisitorAsync(context) is { } visitor)
                visitors.Add(visitor);
        }

        await new BasicVisitor(visitors).VisitAsync(document, new BasicVisitor.State(context));
        if (context.HasErrors)
            throw new RequestException([.. context.Errors.Take(errors).Select(error => Error(error, suggests))]);
        return new PreparedDocument(document, operation, metrics, new CostCompiler(schema).Compile(document, operation));
    }

    /// <summary>Checks a document with all of its operations.</summary>
    /// <exception cref="RequestException">It is not valid.</exception>
    public static async Task ValidateAsync(AppSchema schema, string query, int errors, CancellationToken cancellationToken)
    {
        foreach (var operation in Parse(query).Definitions.OfType<GraphQLOperationDefinition>().Select(operation => operation.Name?.StringValue).DefaultIfEmpty())
            await PrepareAsync(schema, query, operation, null, errors, suggests: true, cancellationToken);
    }

    private static void CountTokens(string query, RequestLimits limits)
    {
        try
        {
            var position = 0;
            for (var count = 0; count <= limits.GraphQLTokens; count++)
            {
                var token = Lexer.Lex(query, position);
                if (token.Kind == TokenKind.EOF)
                    return;
                position = token.End;
            }
        }
        catch (GraphQLSyntaxErrorException exception)
        {
            throw Syntax(exception);
        }

        OperationLimits.RequireTokens(limits.GraphQLTokens + 1L, limits);
    }

    private static GraphQLDocument Parse(string query)
    {
        try
        {
            return Parser.Parse(query, new ParserOptions { Ignore = IgnoreOptions.Comments, MaxDepth = MaxSyntaxDepth });
        }
        catch (GraphQLSyntaxErrorException exception)
        {
            throw Syntax(exception);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw new RequestException($"The document is nested more than {MaxSyntaxDepth} levels deep.", "SYNTAX_ERROR");
        }
    }

    private static RequestException Syntax(GraphQLSyntaxErrorException exception) => new(
        [new GraphQLError($"Syntax Error: {exception.Description}", "SYNTAX_ERROR") { Locations = [(exception.Location.Line, exception.Location.Column)] }]);

    private static GraphQLOperationDefinition Operation(GraphQLDocument document, string? name)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToArray();
        if (string.IsNullOrEmpty(name))
        {
            return operations switch
            {
                [var only] => Supported(only),
                [] => throw new RequestException("The document has no operation.", "NO_OPERATION"),
                _ => throw new RequestException("The document has several operations: name one with operationName.", "INVALID_OPERATION"),
            };
        }

        return operations.FirstOrDefault(operation => operation.Name?.StringValue == name) is { } named
            ? Supported(named)
            : throw new RequestException("The document has no operation of that operationName.", "INVALID_OPERATION");
    }

    private static GraphQLOperationDefinition Supported(GraphQLOperationDefinition operation) =>
        operation.Operation == OperationType.Subscription
            ? throw new RequestException("Subscriptions are not offered.", "INVALID_OPERATION")
            : operation;

    private static GraphQLError Error(ValidationError error, bool suggests)
    {
        var message = error.Message;
        var suggestion = suggests ? -1 : message.IndexOf(" Did you mean", StringComparison.Ordinal);
        return new GraphQLError(suggestion < 0 ? message : message[..suggestion], error.Code ?? "VALIDATION_ERROR")
        {
            Locations = [.. (error.Locations ?? []).Select(location => (location.Line, location.Column))],
        };
    }
}
