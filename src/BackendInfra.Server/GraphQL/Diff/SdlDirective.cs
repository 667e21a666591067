using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>A directive of a schema document.</summary>
internal sealed record SdlDirective(string Name, bool IsRepeatable, IReadOnlySet<string> Locations, IReadOnlyDictionary<string, SdlMember> Arguments)
{
    public static SdlDirective Of(GraphQLDirectiveDefinition definition) => new(
        definition.Name.StringValue,
        definition.Repeatable,
        definition.Locations.Items.Select(location => location.ToString()).ToHashSet(StringComparer.Ordinal),
        SdlMember.Of(definition.Arguments?.Items));
}
