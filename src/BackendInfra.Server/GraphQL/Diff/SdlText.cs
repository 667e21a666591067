using System.Text.Json;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>Values of a schema document as text, of which equal values have the same.</summary>
internal static class SdlText
{
    /// <remarks>The order of an object's members means nothing.</remarks>
    public static string Of(GraphQLValue value) => value switch
    {
        GraphQLListValue list => $"[{string.Join(", ", (list.Values ?? []).Select(Of))}]",
        GraphQLObjectValue item => $"{{{string.Join(", ", (item.Fields ?? []).OrderBy(field => field.Name.StringValue, StringComparer.Ordinal).Select(field => $"{field.Name.StringValue}: {Of(field.Value)}"))}}}",
        GraphQLStringValue text => $"\"{JsonEncodedText.Encode(text.Value.Span)}\"",
        GraphQLEnumValue item => item.Name.StringValue,
        IHasValueNode scalar => scalar.Value.ToString(),
        _ => "null",
    };
}
