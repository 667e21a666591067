using System.Text.Json;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.Rest.Functions;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.SystemTextJson;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Custom;

/// <summary>Answers a field with a function of the app, called as <c>POST /functions</c> calls it: the field's arguments are its parameters.</summary>
internal sealed class CustomFunction(string name, IGraphType type) : IFieldResolver
{
    private static readonly GraphQLSerializer Serializer = new();

    /// <exception cref="Core.Errors.ParseException">What the function refuses; 141 no such function, or a result that the type does not have; 105 a key that no parameter may have.</exception>
    public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
    {
        var request = EngineContext.Of(context);
        var caller = request.Caller;
        using var parameters = Parameters(context);
        var call = new FunctionCall(caller.App, name, caller.Principal, caller.Origin, FunctionParameters.Read(parameters.RootElement));
        if (await request.Functions.RunAsync(call, context.CancellationToken) is not { } result)
            return null;
        request.Given = result;
        return CustomValue.Of(type, result, context.FieldDefinition.Name);
    }

    private static JsonDocument Parameters(IResolveFieldContext context)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var argument in context.FieldAst.Arguments?.Items ?? [])
            {
                using var value = LiteralJson.Read(argument.Value, (written, variable) =>
                    written.WriteRawValue(context.Variables.ValueFor(variable, out var given) ? Serializer.Serialize(given.Value) : "null"));
                json.WritePropertyName(argument.Name.StringValue);
                value.RootElement.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory, Core.Values.ParseJson.DocumentOptions);
    }
}
