using BackendInfra.Server.GraphQL.Inputs;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Types.Scalars;

/// <summary>One of the scalars that Parse adds. Coercion is <see cref="ScalarReader"/>'s; this class is what validation and introspection see.</summary>
internal sealed class JsonScalar : ScalarGraphType
{
    public JsonScalar(string name, string description)
    {
        Name = name;
        Description = description;
    }

    public override bool CanParseLiteral(GraphQLValue value)
    {
        if (value is GraphQLNullValue || LiteralJson.Variables(value).Any())
            return value is not GraphQLVariable;
        try
        {
            using var json = LiteralJson.Read(value, (_, _) => { });
            ScalarReader.Read(Name, json.RootElement);
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <remarks>Only validation asks; the value is read by <see cref="InputReader"/>.</remarks>
    public override object? ParseLiteral(GraphQLValue value) => value;

    public override object? ParseValue(object? value) => value;

    public override object? Serialize(object? value) => value;

    public override bool IsValidDefault(object value) => true;

    public override GraphQLValue ToAST(object? value) => (GraphQLValue)value!;
}
