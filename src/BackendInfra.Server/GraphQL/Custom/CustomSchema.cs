using BackendInfra.Core.CloudCode;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Custom;

/// <summary>
/// The app's own part of the schema (reference §13): root fields that functions answer (<c>@resolve</c>), or constants
/// (<c>@mock</c>), with types of their own. A function may give objects of a class; classes are not extended, since their fields are made in PostgreSQL.
/// </summary>
internal sealed class CustomSchema
{
    private readonly Dictionary<string, IGraphType> _types;
    private readonly Dictionary<string, ClassTypes> _classes;
    private readonly List<(string Root, CustomField Field)> _fields = [];

    /// <param name="sdl">Null where the app has none.</param>
    /// <exception cref="FormatException">The text is no SDL, or has what cannot be part of it.</exception>
    public CustomSchema(string? sdl, SupportTypes support, IEnumerable<ClassTypes> classes)
    {
        _classes = classes.ToDictionary(types => types.Names.Type, StringComparer.Ordinal);
        _types = new IGraphType[] { support.String, support.Int, support.Float, support.Boolean, support.Id, support.Any, support.Object, support.Date, support.Bytes }.ToDictionary(type => type.Name, StringComparer.Ordinal);
        var definitions = sdl is null ? [] : Parse(sdl).Definitions;
        foreach (var definition in definitions)
            Declare(definition);
        foreach (var definition in definitions)
            Fill(definition);
    }

    /// <exception cref="FormatException">A field's name is taken.</exception>
    public void AddTo(ObjectGraphType query, ObjectGraphType mutation)
    {
        if (_fields.Find(field => (field.Root == query.Name ? query : mutation).Fields.Find(field.Field.Name) is not null).Field is { } taken)
            throw new FormatException($"the field {taken.Name} is there already.");
        foreach (var (root, field) in _fields)
            (root == query.Name ? query : mutation).AddField(field);
    }

    /// <summary>Adds a field for a function that declares its types.</summary>
    /// <exception cref="FormatException">A type that is none, or a name that is none or is taken.</exception>
    public void AddFunction(CloudFunction function, ObjectGraphType query, ObjectGraphType mutation)
    {
        var parameters = function.Parameters.IsEmpty ? "" : $"({string.Join(", ", function.Parameters.Select(parameter => $"{parameter.Name}: {parameter.Type}"))})";
        if (Parse($"type Function {{ {function.Name}{parameters}: {function.Returns ?? "Any"} }}").Definitions is not [GraphQLObjectTypeDefinition { Fields.Items: [{ Directives: null } field] }]
            || field.Name.StringValue != function.Name)
            throw new FormatException("its types are not written as GraphQL writes types.");
        var root = function.IsQuery ? query : mutation;
        if (root.Fields.Find(function.Name) is not null)
            throw new FormatException($"the field {function.Name} is there already.");
        root.AddField(Root(field));
    }

    private static GraphQLDocument Parse(string sdl)
    {
        try
        {
            return Parser.Parse(sdl, new ParserOptions { Ignore = IgnoreOptions.Comments });
        }
        catch (GraphQLParser.Exceptions.GraphQLParserException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private void Declare(ASTNode definition)
    {
        IGraphType? type = definition switch
        {
            GraphQLObjectTypeDefinition of => new ObjectGraphType { Name = of.Name.StringValue, Description = Text(of.Description) },
            GraphQLInputObjectTypeDefinition of => new InputObjectGraphType { Name = of.Name.StringValue, Description = Text(of.Description) },
            GraphQLEnumTypeDefinition of => TypeParts.Enum(of.Name.StringValue, Text(of.Description) ?? "", (of.Values?.Items ?? []).Select(value => (value.Name.StringValue, Text(value.Description) ?? ""))),
            GraphQLObjectTypeExtension { Name.StringValue: "Query" or "Mutation" } => null,
            _ => throw new FormatException($"a {definition.Kind} cannot be part of it: it may have types, inputs, enums, extend type Query and extend type Mutation."),
        };
        if (type is not null && !_types.TryAdd(type.Name, type))
            throw new FormatException($"the type {type.Name} is there twice.");
    }

    private void Fill(ASTNode definition)
    {
        switch (definition)
        {
            case GraphQLObjectTypeDefinition of:
                foreach (var field in of.Fields?.Items ?? [])
                    ((ObjectGraphType)_types[of.Name.StringValue]).AddField(Member(field));
                break;
            case GraphQLInputObjectTypeDefinition of:
                foreach (var field in of.Fields?.Items ?? [])
                    ((InputObjectGraphType)_types[of.Name.StringValue]).AddField(TypeParts.Field(field.Name.StringValue, Type(field.Type), Text(field.Description)));
                break;
            case GraphQLObjectTypeExtension of:
                foreach (var field in of.Fields?.Items ?? [])
                    _fields.Add((of.Name.StringValue, Root(field)));
                break;
        }
    }

    private global::GraphQL.Types.FieldType Member(GraphQLFieldDefinition field)
    {
        var type = Type(field.Type);
        return TypeParts.Resolved(field.Name.StringValue, type, Text(field.Description) ?? "", context => new(CustomValue.Member(type, context.Source, field.Name.StringValue)));
    }

    private CustomField Root(GraphQLFieldDefinition field)
    {
        var type = Type(field.Type, mayBeClass: true);
        var (mock, resolve) = (Directive(field, "mock"), Directive(field, "resolve"));
        if (mock is not null)
        {
            using var constant = LiteralJson.Read(Argument(mock, "with") ?? throw new FormatException($"the @mock of {field.Name.StringValue} needs with."), (_, _) => throw new FormatException("a constant has no variables."));
            if (type.GetNamedType() is ClassObjectType)
                throw new FormatException($"{field.Name.StringValue} gives objects of a class, which are no constants.");
            var value = CustomValue.Of(type, constant.RootElement.Clone(), field.Name.StringValue);
            return Root(field, type, null, new FuncFieldResolver<object?>(_ => value));
        }

        var function = Argument(resolve, "to") is GraphQLStringValue name ? name.Value.ToString() : field.Name.StringValue;
        return Root(field, type, function, new CustomFunction(function, type));
    }

    private CustomField Root(GraphQLFieldDefinition field, IGraphType type, string? function, IFieldResolver resolver) => new(function)
    {
        Name = field.Name.StringValue,
        Description = Text(field.Description),
        ResolvedType = type,
        Resolver = resolver,
        Arguments = new QueryArguments((field.Arguments?.Items ?? []).Select(argument => TypeParts.Argument(argument.Name.StringValue, Type(argument.Type), Text(argument.Description) ?? ""))),
    };

    private static GraphQLDirective? Directive(GraphQLFieldDefinition field, string name) =>
        field.Directives?.FirstOrDefault(directive => directive.Name.StringValue == name);

    private static GraphQLValue? Argument(GraphQLDirective? directive, string name) =>
        directive?.Arguments?.FirstOrDefault(argument => argument.Name.StringValue == name)?.Value;

    /// <param name="mayBeClass">Whether it is the type of a root field, which functions may answer with objects of a class.</param>
    private IGraphType Type(GraphQLType type, bool mayBeClass = false) => type switch
    {
        GraphQLNonNullType of => TypeParts.NonNull(Type(of.Type, mayBeClass)),
        GraphQLListType of => TypeParts.ListOf(Type(of.Type, mayBeClass)),
        GraphQLNamedType of when mayBeClass && _classes.TryGetValue(of.Name.StringValue, out var known) => known.Object,
        GraphQLNamedType of when _types.TryGetValue(of.Name.StringValue, out var known) => known,
        GraphQLNamedType of => throw new FormatException($"the type {of.Name.StringValue} is neither a scalar nor one of its own."),
        _ => throw new FormatException("a type is malformed."),
    };

    private static string? Text(GraphQLDescription? description) => description?.Value.ToString();
}
