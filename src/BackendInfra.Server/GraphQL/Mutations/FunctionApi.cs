using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.Rest.Functions;
using GraphQL;
using GraphQL.SystemTextJson;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Answers <c>callCloudCode</c>, as <c>POST /functions</c> answers.</summary>
internal static class FunctionApi
{
    private static readonly GraphQLSerializer Serializer = new();

    /// <exception cref="ParseException">What the function refuses; 105 a key that no parameter may have; 100 too many calls.</exception>
    public static async ValueTask<object?> CallAsync(IResolveFieldContext context)
    {
        var request = EngineContext.Of(context);
        var caller = request.Caller;
        var input = context.GetArgument<Dictionary<string, object?>>("input");
        var name = (string)input["functionName"]!;
        request.Limits.Require(caller, HttpMethods.Post, $"functions/{name}");
        using var parameters = Parameters(context, input.GetValueOrDefault("params"));
        var call = new FunctionCall(caller.App, name, caller.Principal, caller.Origin, FunctionParameters.Read(parameters.RootElement));
        return new FunctionAnswer(await request.Functions.RunAsync(call, context.CancellationToken), (string?)input.GetValueOrDefault(RootTypes.ClientMutationIdName));
    }

    /// <summary>The parameters as JSON: of a literal, whose variables are filled in, or of a variable.</summary>
    private static JsonDocument Parameters(IResolveFieldContext context, object? sent) => sent switch
    {
        null => JsonDocument.Parse("{}"),
        GraphQLValue literal => LiteralJson.Read(literal, (json, name) =>
            json.WriteRawValue(context.Variables.ValueFor(name, out var value) ? Serializer.Serialize(value.Value) : "null")),
        _ => JsonDocument.Parse(Serializer.Serialize(sent), Core.Values.ParseJson.DocumentOptions),
    };
}
