using BackendInfra.Server.GraphQL.Mutations;
using GraphQL;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>resetPassword</c>, <c>confirmResetPassword</c> and <c>sendVerificationEmail</c> (reference §9).</summary>
internal static class RecoveryTypes
{
    public static void AddMutations(ObjectGraphType mutation, SupportTypes support)
    {
        Add(mutation, support, "resetPassword", "Sends a mail with which its reader chooses a new password, if anybody has the address.", RecoveryApi.RequestAsync,
            Field("email", NonNull(support.String), "The user's e-mail address."));
        Add(mutation, support, "confirmResetPassword", "Sets a new password with the token of such a mail, which is good once.", RecoveryApi.ConfirmAsync,
            Field("username", support.String, "Not needed: the token says whose it is."),
            Field("password", NonNull(support.String), "The new password."),
            Field("token", NonNull(support.String), "The token of the mail's link."));
        Add(mutation, support, "sendVerificationEmail", "Sends a mail with which its reader proves his address, if anybody has it and has not done so.", RecoveryApi.VerifyAsync,
            Field("email", NonNull(support.String), "The user's e-mail address."));
    }

    private static void Add(
        ObjectGraphType mutation, SupportTypes support, string name, string description, Func<IResolveFieldContext, ValueTask<object?>> resolve, params GraphField[] fields)
    {
        var typeName = char.ToUpperInvariant(name[0]) + name[1..];
        var input = Input($"{typeName}Input", $"The input of {name}.", [RootTypes.ClientMutationId(support), .. fields]);
        var payload = TypeParts.Object(
            $"{typeName}Payload",
            $"The answer of {name}.",
            Resolved(RootTypes.ClientMutationIdName, support.String, "Given back as it was sent.", context => new(((RecoveryAnswer)context.Source!).ClientMutationId)),
            Resolved("ok", NonNull(support.Boolean), "Always true.", _ => new(true)));
        mutation.AddField(Resolved(name, payload, description, resolve, Argument("input", NonNull(input), "What is written.")));
    }
}
