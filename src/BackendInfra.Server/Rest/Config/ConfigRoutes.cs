using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Config;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;
using BackendInfra.Server.Rest.Classes;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Config;

/// <summary><c>/config</c>: Parse.Config.</summary>
internal static class ConfigRoutes
{
    public static readonly ImmutableArray<RestRoute> All =
    [
        new("GET", "config", RouteLevel.Anyone, ReadAsync),
        new("PUT", "config", RouteLevel.MasterWrite, ChangeAsync),
    ];

    /// <summary>Whether a caller sees the parameters that are for the master key only.</summary>
    public static bool SeesAll(Principal principal) => principal.Kind is PrincipalKind.Master or PrincipalKind.ReadOnlyMaster;

    private static async Task ReadAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var caller = request.Caller;
        var parameters = await request.Data.Services.Config.ReadAsync(caller.App, SeesAll(caller.Principal), caller.FilesUrl, cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("params");
            foreach (var parameter in parameters)
            {
                json.WritePropertyName(parameter.Name);
                json.WriteRawValue(parameter.Value.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
            json.WriteStartObject("masterKeyOnly");
            foreach (var parameter in parameters)
                json.WriteBoolean(parameter.Name, parameter.MasterKeyOnly);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <exception cref="ParseException">105, 107, 108, 111, 130, 155: as <see cref="ConfigRules"/> and <see cref="IConfigStore"/> say.</exception>
    private static async Task ChangeAsync(RestRequest request, CancellationToken cancellationToken)
    {
        if (request.Data.IsInTransaction)
            throw new ParseException(ErrorCode.CommandUnavailable, "Config cannot be changed as part of a transaction.");

        // A parameter that names no flag is public, as Parse's SDKs document it.
        var flags = Members(request, "masterKeyOnly").ToDictionary(member => member.Name, member => IsOn(member.Name, member.Value), StringComparer.Ordinal);
        var changes = Members(request, "params").Select(member =>
            new ConfigChange(member.Name, OperationParser.Parse(member.Name, member.Value), flags.GetValueOrDefault(member.Name)));
        await request.Data.Services.Config.ChangeAsync(request.Caller, ConfigRules.Settle(request.Caller.App, changes), cancellationToken);
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("result", true);
            json.WriteEndObject();
        });
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(RestRequest request, string name)
    {
        if (request.Body.Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson($"{name} must be an object.");
        var members = value.EnumerateObject().Select(member => (Name: ParseJson.ReadName(member), member.Value)).ToArray();
        return members.DistinctBy(member => member.Name).Count() == members.Length ? members : throw Refusals.InvalidJson($"{name} names a parameter twice.");
    }

    private static bool IsOn(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw Refusals.InvalidJson($"masterKeyOnly of {Excerpt.Of(name)} must be true or false."),
    };
}
