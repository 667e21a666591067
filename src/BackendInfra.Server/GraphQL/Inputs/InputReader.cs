using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Values;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Inputs;

/// <summary>Coerces literals and JSON to the input types of a schema.</summary>
internal static class InputReader
{
    /// <summary>Reads a literal of a document that has passed validation, leaving its variables open.</summary>
    /// <exception cref="InputException">A free-form scalar holds what cannot be stored.</exception>
    public static InputValue FromLiteral(IGraphType type, GraphQLValue literal)
    {
        if (type is NonNullGraphType nonNull)
            return FromLiteral(nonNull.ResolvedType!, literal);
        return literal switch
        {
            GraphQLVariable variable => new VariableInput(variable.Name.StringValue),
            GraphQLNullValue => NullInput.Instance,
            _ => type switch
            {
                ListGraphType list => List(list.ResolvedType!, literal),
                IInputObjectGraphType input => Object(input, (GraphQLObjectValue)literal),
                ScalarGraphType scalar => Scalar(scalar.Name, literal),
                _ => throw new InvalidOperationException($"{type} is no input type."),
            },
        };
    }

    /// <summary>Reads a variable's value.</summary>
    /// <exception cref="InputException">The value does not fit the type.</exception>
    public static InputValue FromJson(IGraphType type, JsonElement json, string at)
    {
        if (type is NonNullGraphType nonNull)
        {
            return json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
                ? throw new InputException($"{at} must not be null.")
                : FromJson(nonNull.ResolvedType!, json, at);
        }

        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return NullInput.Instance;
        return type switch
        {
            ListGraphType list => json.ValueKind == JsonValueKind.Array
                ? new ListInput([.. json.EnumerateArray().Select((item, i) => FromJson(list.ResolvedType!, item, $"{at}[{i}]"))])
                : new ListInput([FromJson(list.ResolvedType!, json, at)]),
            IInputObjectGraphType input => Object(input, json, at),
            EnumerationGraphType values => Enum(values, json, at),
            ScalarGraphType scalar => Scalar(scalar.Name, json, at),
            _ => throw new InvalidOperationException($"{type} is no input type."),
        };
    }

    private static ListInput List(IGraphType item, GraphQLValue literal) =>
        literal is GraphQLListValue list
            ? new ListInput([.. (list.Values ?? []).Select(value => FromLiteral(item, value))])
            : new ListInput([FromLiteral(item, literal)]);

    private static ObjectInput Object(IInputObjectGraphType type, GraphQLObjectValue literal) =>
        new([.. (literal.Fields ?? []).Select(field => (field.Name.StringValue, FromLiteral(type.Fields.Find(field.Name.StringValue)!.ResolvedType!, field.Value)))]);

    private static ObjectInput Object(IInputObjectGraphType type, JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InputException($"{at} must be an object of {type.Name}.");
        var members = ImmutableArray.CreateBuilder<(string, InputValue)>();
        foreach (var member in json.EnumerateObject())
        {
            var field = type.Fields.Find(member.Name)
                ?? throw new InputException($"{at}: {Excerpt.Of(member.Name)} is not a field of {type.Name}.");
            members.Add((field.Name, FromJson(field.ResolvedType!, member.Value, $"{at}.{field.Name}")));
        }

        foreach (var field in type.Fields)
        {
            if (field.ResolvedType is NonNullGraphType && !json.TryGetProperty(field.Name, out _))
                throw new InputException($"{at}.{field.Name} is required.");
        }

        return new ObjectInput(members.ToImmutable());
    }

    private static ScalarInput Enum(EnumerationGraphType type, JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { } name && type.Values.FindByName(name) is not null
            ? new ScalarInput(new StringValue(name))
            : throw new InputException($"{at} must be a value of {type.Name}.");

    private static ScalarInput Scalar(string scalar, JsonElement json, string at)
    {
        try
        {
            return new ScalarInput(ScalarReader.Read(scalar, json));
        }
        catch (InputException exception)
        {
            throw new InputException($"{at}: {exception.Message}");
        }
    }

    private static InputValue Scalar(string scalar, GraphQLValue literal)
    {
        var variables = LiteralJson.Variables(literal).Distinct().ToImmutableArray();
        return variables.IsEmpty
            ? new ScalarInput(Read(scalar, literal, (_, _) => { }))
            : new OpenScalarInput(variables, scope => Read(scalar, literal, (json, name) => WriteVariable(json, scope.Read(name))));
    }

    private static ParseValue Read(string scalar, GraphQLValue literal, Action<Utf8JsonWriter, string> variable)
    {
        using var json = LiteralJson.Read(literal, variable);
        return ScalarReader.Read(scalar, json.RootElement);
    }

    private static void WriteVariable(Utf8JsonWriter json, InputValue? value)
    {
        switch (value)
        {
            case ScalarInput scalar:
                ParseJsonWriter.WriteWire(json, scalar.Value);
                break;
            case ListInput list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    WriteVariable(json, item);
                json.WriteEndArray();
                break;
            case ObjectInput obj:
                json.WriteStartObject();
                foreach (var (name, member) in obj.Members)
                {
                    json.WritePropertyName(name);
                    WriteVariable(json, member);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
