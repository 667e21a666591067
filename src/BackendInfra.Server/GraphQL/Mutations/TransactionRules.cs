using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Mutations;

/// <summary>What can be a part of a transaction of several fields: writes of objects. What waits for other services, or cannot be rolled back, is refused before anything has run.</summary>
internal static class TransactionRules
{
    /// <summary>The field, or its refusal: 108.</summary>
    public static RootField Admitted(RootField field, OperationRequest request) => field switch
    {
        MutationField when !request.Uploads.IsEmpty => Refused(field, "Files cannot be uploaded as part of a transaction."),
        // Services are asked before a connection is taken, and a transaction has one already.
        MutationField write when NamesIdentities(write, request) => Refused(field, "authData cannot be part of a transaction."),
        MutationField or ConstantField or RefusedField => field,
        _ => Refused(field, $"{field.Key} cannot be part of a transaction: only creating, changing and deleting objects can."),
    };

    private static bool NamesIdentities(MutationField write, OperationRequest request) =>
        write.Types.Class.Name == UserClass.Name && request.Scope.Scalar(request.Scope.Member(request.Scope.Member(write.Input, "fields"), UserClass.AuthData)) is not null;

    private static RefusedField Refused(RootField field, string message) => RefusedField.Of(field, new ParseException(ErrorCode.CommandUnavailable, message));
}
