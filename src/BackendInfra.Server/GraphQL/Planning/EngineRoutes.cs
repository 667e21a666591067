using BackendInfra.Server.GraphQL.Custom;
using BackendInfra.Server.GraphQL.Inputs;
using GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>The REST routes that ordinary root fields stand for.</summary>
internal static class EngineRoutes
{
    public static (string Method, string Path) Of(FieldType definition, GraphQLField field, InputScope scope) => definition is CustomField { Function: { } function } ? ("POST", $"functions/{function}") : definition.Name switch
    {
        "class" or "classes" => ("GET", "schemas"),
        "createClass" => ("POST", "schemas"),
        "updateClass" => ("PUT", "schemas"),
        "deleteClass" => ("DELETE", "schemas"),
        "cloudConfig" => ("GET", "config"),
        "updateCloudConfig" => ("PUT", "config"),
        "createFile" => ("POST", "files/name"),
        "callCloudCode" => ("POST", $"functions/{Input(definition, field, scope, "functionName")}"),
        "resetPassword" => ("POST", "requestPasswordReset"),
        "sendVerificationEmail" => ("POST", "verificationEmailRequest"),
        "health" => ("GET", "health"),
        var name => ("POST", name),
    };

    private static string Input(FieldType definition, GraphQLField field, InputScope scope, string member) =>
        scope.Text(scope.Member(FieldArguments.Read(definition.Arguments, field).GetValueOrDefault("input"), member)) ?? "";
}
