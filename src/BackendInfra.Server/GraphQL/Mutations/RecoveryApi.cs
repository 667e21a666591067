using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.Mails;
using GraphQL;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>Answers <c>resetPassword</c>, <c>confirmResetPassword</c> and <c>sendVerificationEmail</c> through <see cref="AccountRecovery"/>.</summary>
internal static class RecoveryApi
{
    /// <exception cref="ParseException">As <see cref="AccountRecovery.RequestPasswordResetAsync"/> says.</exception>
    public static ValueTask<object?> RequestAsync(IResolveFieldContext context) => AnswerAsync(context, (request, input) =>
        request.Recovery.RequestPasswordResetAsync(request.Caller, Text(input, "email"), context.CancellationToken));

    /// <exception cref="ParseException">As <see cref="AccountRecovery.ResetPasswordAsync"/> says; 119 for the read-only master key.</exception>
    public static ValueTask<object?> ConfirmAsync(IResolveFieldContext context) => AnswerAsync(context, (request, input) =>
    {
        AccessGate.RequireWriter(request.Caller.Principal, "confirmResetPassword");
        return request.Recovery.ResetPasswordAsync(request.Caller, (string)input["token"]!, (string)input["password"]!, context.CancellationToken);
    });

    /// <exception cref="ParseException">As <see cref="AccountRecovery.RequestVerificationAsync"/> says.</exception>
    public static ValueTask<object?> VerifyAsync(IResolveFieldContext context) => AnswerAsync(context, (request, input) =>
        request.Recovery.RequestVerificationAsync(request.Caller, Text(input, "email"), context.CancellationToken));

    private static async ValueTask<object?> AnswerAsync(IResolveFieldContext context, Func<EngineContext, Dictionary<string, object?>, Task> run)
    {
        var input = context.GetArgument<Dictionary<string, object?>>("input");
        await run(EngineContext.Of(context), input);
        return new RecoveryAnswer((string?)input.GetValueOrDefault(RootTypes.ClientMutationIdName));
    }

    private static JsonElement Text(Dictionary<string, object?> input, string name) => JsonSerializer.SerializeToElement((string)input[name]!);
}
