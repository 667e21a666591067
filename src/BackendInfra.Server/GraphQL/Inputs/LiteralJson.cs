using System.Globalization;
using System.Text.Json;
using BackendInfra.Core.Values;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>GraphQL literals as the JSON that they mean, so that one reader serves literals and variables.</summary>
internal static class LiteralJson
{
    /// <param name="variable">Writes the value of a variable; it must write exactly one JSON value.</param>
    public static JsonDocument Read(GraphQLValue literal, Action<Utf8JsonWriter, string> variable)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, literal, variable);
        return JsonDocument.Parse(buffer.WrittenMemory, ParseJson.DocumentOptions);
    }

    /// <summary>Names of the variables inside a literal.</summary>
    public static IEnumerable<string> Variables(GraphQLValue literal) => literal switch
    {
        GraphQLVariable variable => [variable.Name.StringValue],
        GraphQLListValue list => (list.Values ?? []).SelectMany(Variables),
        GraphQLObjectValue obj => (obj.Fields ?? []).SelectMany(field => Variables(field.Value)),
        _ => [],
    };

    private static void Write(Utf8JsonWriter json, GraphQLValue literal, Action<Utf8JsonWriter, string> variable)
    {
        switch (literal)
        {
            case GraphQLVariable name:
                variable(json, name.Name.StringValue);
                break;
            case GraphQLIntValue or GraphQLFloatValue:
                WriteNumber(json, ((IHasValueNode)literal).Value.ToString());
                break;
            case GraphQLStringValue text:
                json.WriteStringValue(text.Value.Span);
                break;
            case GraphQLBooleanValue flag:
                json.WriteBooleanValue(flag.BoolValue);
                break;
            case GraphQLEnumValue name:
                json.WriteStringValue(name.Name.StringValue);
                break;
            case GraphQLListValue list:
                json.WriteStartArray();
                foreach (var item in list.Values ?? [])
                    Write(json, item, variable);
                json.WriteEndArray();
                break;
            case GraphQLObjectValue obj:
                json.WriteStartObject();
                foreach (var field in obj.Fields ?? [])
                {
                    json.WritePropertyName(field.Name.StringValue);
                    Write(json, field.Value, variable);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string text)
    {
        // A literal may be longer than any double, such as 1e999; the readers refuse what is not finite.
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            json.WriteNumberValue(number);
        else
            json.WriteRawValue(text);
    }
}
