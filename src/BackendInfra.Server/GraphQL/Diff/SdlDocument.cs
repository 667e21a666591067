using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>The types and directives of a schema document.</summary>
internal sealed class SdlDocument
{
    private SdlDocument(GraphQLDocument document)
    {
        Types = document.Definitions.OfType<GraphQLTypeDefinition>().Where(definition => definition is not GraphQLDirectiveDefinition).Select(SdlType.Of).ToDictionary(type => type.Name, StringComparer.Ordinal);
        Directives = document.Definitions.OfType<GraphQLDirectiveDefinition>().Select(SdlDirective.Of).ToDictionary(directive => directive.Name, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, SdlType> Types { get; }

    public IReadOnlyDictionary<string, SdlDirective> Directives { get; }

    /// <exception cref="InvalidDataException">The text is no schema document, extends types, or defines something twice.</exception>
    public static SdlDocument Parse(string sdl)
    {
        GraphQLDocument document;
        try
        {
            document = Parser.Parse(sdl);
        }
        catch (GraphQLSyntaxErrorException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }

        if (document.Definitions.FirstOrDefault(definition => definition is not (GraphQLTypeDefinition or GraphQLDirectiveDefinition or GraphQLSchemaDefinition)) is { } other)
            throw new InvalidDataException($"It holds a definition of the kind {other.Kind}; only whole schemas can be compared.");
        try
        {
            return new SdlDocument(document);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"It defines something twice. {exception.Message}", exception);
        }
    }
}
