using GraphQL.Resolvers;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Short forms for building types by hand.</summary>
internal static class TypeParts
{
    public static NonNullGraphType NonNull(IGraphType type) => new(type);

    public static ListGraphType ListOf(IGraphType type) => new(type);

    public static GraphField Field(string name, IGraphType type, string? description = null, params QueryArgument[] arguments) => new()
    {
        Name = name,
        ResolvedType = type,
        Description = description,
        Arguments = arguments.Length == 0 ? null : new QueryArguments(arguments),
    };

    public static GraphField Resolved(string name, IGraphType type, string description, Func<global::GraphQL.IResolveFieldContext, ValueTask<object?>> resolve, params QueryArgument[] arguments)
    {
        var field = Field(name, type, description, arguments);
        field.Resolver = new FuncFieldResolver<object?>(resolve);
        return field;
    }

    public static QueryArgument Argument(string name, IGraphType type, string description) =>
        new(type) { Name = name, Description = description };

    public static ObjectGraphType Object(string name, string description, params GraphField[] fields) =>
        Add(new ObjectGraphType { Name = name, Description = description }, fields);

    public static InputObjectGraphType Input(string name, string description, params GraphField[] fields) =>
        Add(new InputObjectGraphType { Name = name, Description = description }, fields);

    public static EnumerationGraphType Enum(string name, string description, IEnumerable<(string Name, string Description)> values)
    {
        var type = new EnumerationGraphType { Name = name, Description = description };
        foreach (var value in values)
            type.Add(value.Name, value.Name, value.Description);
        return type;
    }

    public static T Add<T>(T type, IEnumerable<GraphField> fields)
        where T : IComplexGraphType
    {
        foreach (var field in fields)
            type.AddField(field);
        return type;
    }
}
