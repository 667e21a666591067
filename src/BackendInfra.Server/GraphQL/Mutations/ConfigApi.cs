using System.Text;
using System.Text.Json;
using BackendInfra.Core.Config;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.Rest.Config;
using GraphQL;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Answers <c>cloudConfig</c> and <c>updateCloudConfig</c>.</summary>
internal static class ConfigApi
{
    /// <exception cref="ParseException">119 without the master key.</exception>
    public static async ValueTask<object?> ReadAsync(IResolveFieldContext context)
    {
        var request = EngineContext.Of(context);
        Require(request, "Master Key is required to access GlobalConfig.");
        var name = context.GetArgument<string>("paramName");
        var parameters = await request.Config.ReadAsync(request.Caller.App, withMasterKeyOnly: true, request.Caller.FilesUrl, context.CancellationToken);
        return parameters.FirstOrDefault(parameter => parameter.Name == name) is { } found
            ? new ConfigAnswer(Text(found.Value), found.MasterKeyOnly)
            : new ConfigAnswer(null, null);
    }

    /// <exception cref="ParseException">119 without the master key, 105 a name that no parameter can have.</exception>
    public static async ValueTask<object?> ChangeAsync(IResolveFieldContext context)
    {
        var request = EngineContext.Of(context);
        Require(request, "Master Key is required to update GlobalConfig.");
        AccessGate.RequireWriter(request.Caller.Principal, "update the config");
        var input = context.GetArgument<Dictionary<string, object?>>("input");
        var (name, value) = ((string)input["paramName"]!, (string)input["value"]!);
        if (value.Contains('\0'))
            throw Refusals.InvalidJson("Invalid string: the character U+0000 cannot be stored.");

        var isMasterKeyOnly = input.GetValueOrDefault("isMasterKeyOnly") is true;
        var change = new ConfigChange(name, new SetOperation(new StringValue(value)), isMasterKeyOnly);
        await request.Config.ChangeAsync(request.Caller, ConfigRules.Settle(request.Caller.App, [change]), context.CancellationToken);
        return new ConfigAnswer(value, isMasterKeyOnly, (string?)input.GetValueOrDefault(Types.RootTypes.ClientMutationIdName));
    }

    private static void Require(EngineContext request, string message)
    {
        if (!ConfigRoutes.SeesAll(request.Caller.Principal))
            throw Refusals.Forbidden(message);
    }

    private static string Text(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, ParseJson.DocumentOptions);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : Encoding.UTF8.GetString(json.Span);
    }
}
