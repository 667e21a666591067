using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>A named type of a schema document.</summary>
/// <param name="Kind">As people call it: <c>an object type</c>.</param>
/// <param name="Members">Fields of objects and interfaces, or of inputs.</param>
/// <param name="Names">What an enum holds, or of what a union is made.</param>
internal sealed record SdlType(string Name, string Kind, IReadOnlyDictionary<string, SdlMember> Members, IReadOnlySet<string> Names, IReadOnlySet<string> Interfaces)
{
    public const string Enum = "an Enum type", Union = "a Union type", Input = "an Input type", Object = "an Object type", Interface = "an Interface type", Scalar = "a Scalar type";

    private static readonly IReadOnlyDictionary<string, SdlMember> s_noMembers = new Dictionary<string, SdlMember>();
    private static readonly IReadOnlySet<string> s_noNames = new HashSet<string>();

    public static SdlType Of(GraphQLTypeDefinition definition)
    {
        var name = definition.Name.StringValue;
        return definition switch
        {
            GraphQLObjectTypeDefinition item => new(name, Object, Fields(item.Fields), s_noNames, Set(item.Interfaces?.Items.Select(of => of.Name))),
            GraphQLInterfaceTypeDefinition item => new(name, Interface, Fields(item.Fields), s_noNames, Set(item.Interfaces?.Items.Select(of => of.Name))),
            GraphQLInputObjectTypeDefinition item => new(name, Input, SdlMember.Of(item.Fields?.Items), s_noNames, s_noNames),
            GraphQLEnumTypeDefinition item => new(name, Enum, s_noMembers, Set(item.Values?.Items.Select(value => value.Name)), s_noNames),
            GraphQLUnionTypeDefinition item => new(name, Union, s_noMembers, Set(item.Types?.Items.Select(of => of.Name)), s_noNames),
            _ => new(name, Scalar, s_noMembers, s_noNames, s_noNames),
        };
    }

    private static IReadOnlyDictionary<string, SdlMember> Fields(GraphQLFieldsDefinition? fields) =>
        (fields?.Items ?? []).Select(SdlMember.Of).ToDictionary(member => member.Name, StringComparer.Ordinal);

    private static IReadOnlySet<string> Set(IEnumerable<GraphQLName>? names) =>
        (names ?? []).Select(name => name.StringValue).ToHashSet(StringComparer.Ordinal);
}
