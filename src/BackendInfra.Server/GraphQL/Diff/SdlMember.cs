using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>A field, an argument or an input field of a schema document.</summary>
/// <param name="Default">The default value as it is written; null for none.</param>
/// <param name="Arguments">By name; empty for what takes none.</param>
internal sealed record SdlMember(string Name, GraphQLType Type, string? Default, IReadOnlyDictionary<string, SdlMember> Arguments)
{
    private static readonly IReadOnlyDictionary<string, SdlMember> s_none = new Dictionary<string, SdlMember>();

    /// <summary>Whether whoever uses it must give a value.</summary>
    public bool IsRequired => Type is GraphQLNonNullType && Default is null;

    public string TypeText => Text(Type);

    public static SdlMember Of(GraphQLFieldDefinition field) =>
        new(field.Name.StringValue, field.Type, null, Of(field.Arguments?.Items));

    public static SdlMember Of(GraphQLInputValueDefinition input) =>
        new(input.Name.StringValue, input.Type, input.DefaultValue is { } value ? SdlText.Of(value) : null, s_none);

    public static IReadOnlyDictionary<string, SdlMember> Of(IEnumerable<GraphQLInputValueDefinition>? inputs) =>
        inputs is null ? s_none : inputs.Select(Of).ToDictionary(member => member.Name, StringComparer.Ordinal);

    private static string Text(GraphQLType type) => type switch
    {
        GraphQLNonNullType nonNull => Text(nonNull.Type) + "!",
        GraphQLListType list => $"[{Text(list.Type)}]",
        _ => ((GraphQLNamedType)type).Name.StringValue,
    };
}
