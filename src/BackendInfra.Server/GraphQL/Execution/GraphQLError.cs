using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>One entry of <c>errors</c>.</summary>
/// <param name="Code">The Parse code as digits, or the engine's own code of a request error.</param>
internal sealed record GraphQLError(string Message, string Code)
{
    /// <summary>Response keys and list indices; empty for request errors.</summary>
    public ImmutableArray<object> Path { get; init; } = [];

    public ImmutableArray<(int Line, int Column)> Locations { get; init; } = [];

    public static GraphQLError At(RootField field, ParseException error, IEnumerable<object>? below = null) => new(error.Message, Number(error.Code))
    {
        Path = [field.Key, .. below ?? []],
        Locations = [(field.Line, field.Column)],
    };

    public static string Number(ErrorCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("message", Message);
        if (!Locations.IsEmpty)
        {
            json.WriteStartArray("locations");
            foreach (var (line, column) in Locations)
            {
                json.WriteStartObject();
                json.WriteNumber("line", line);
                json.WriteNumber("column", column);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (!Path.IsEmpty)
            WritePath(json);
        json.WriteStartObject("extensions");
        if (int.TryParse(Code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            json.WriteNumber("code", number);
        else
            json.WriteString("code", Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePath(Utf8JsonWriter json)
    {
        json.WriteStartArray("path");
        foreach (var step in Path)
        {
            if (step is int index)
                json.WriteNumberValue(index);
            else
                json.WriteStringValue((string)step);
        }

        json.WriteEndArray();
    }
}
