using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Mutations;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.Http;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.GraphQL.Users;

/// <summary>Runs the mutations of reference §9 through <see cref="Accounts"/>.</summary>
internal sealed class UserMutations(
    Accounts accounts, IUserStore users, IObjectStore store, WritePipeline pipeline, FileUploads files, ViewerReader viewers, ILogger<UserMutations> log)
{
    public async Task RunAsync(OperationAnswer answer, UserMutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        try
        {
            var viewer = await RunAsync(field, request, cancellationToken);
            await WriteAsync(answer, field, viewer, request, cancellationToken);
        }
        catch (SchemaChangedException)
        {
            answer.Data.Truncate(start);
            answer.Fail(field, new ParseException(ErrorCode.WriteConflict, "The class changed while the request ran. Try again."));
        }
        catch (Exception exception) when (FieldErrors.IsFieldError(exception))
        {
            answer.Data.Truncate(start);
            answer.Fail(field, FieldErrors.Refusal(exception, log));
        }
    }

    /// <returns>Null for somebody who logs out.</returns>
    private async Task<Viewer?> RunAsync(UserMutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var (scope, caller) = (request.Scope, request.Caller);
        switch (field.Action)
        {
            case UserAction.LogOut:
                await Accounts.LogOutAsync(caller, (plan, token) => pipeline.RunAsync(caller.App, caller.Principal, plan, token), cancellationToken);
                return null;
            case UserAction.LogIn:
                var logIn = new LogIn(scope.Text(scope.Member(field.Input, UserClass.Username)), scope.Text(scope.Member(field.Input, UserClass.Password)));
                return await ViewerAsync(caller, await accounts.LogInAsync(caller, logIn, cancellationToken), cancellationToken);
            default:
                var signedUp = await store.InTransactionAsync(caller.App, transaction => SignUpAsync(field, request, transaction, cancellationToken), cancellationToken);
                return await ViewerAsync(caller, signedUp, cancellationToken);
        }
    }

    private async Task<SignedIn> SignUpAsync(UserMutationField field, OperationRequest request, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var writer = new ObjectWriter(pipeline, files, request, transaction, cancellationToken);
        var fields = request.Scope.Member(field.Input, "fields");
        var plan = await writer.PlanAsync(new WritePlan(WriteKind.Create, UserClass.Name), request.Runtime.Schema.Classes[UserClass.Name], fields);
        return await accounts.SignUpAsync(request.Caller, plan, transaction, cancellationToken);
    }

    /// <summary>The user with the roles that his new session gives him.</summary>
    private async Task<Viewer> ViewerAsync(Caller caller, SignedIn signedIn, CancellationToken cancellationToken)
    {
        // The user is made, but a viewer must have a session.
        if (signedIn.SessionToken is not { } token)
            throw AccountRules.Unverified();
        var session = await users.FindSessionAsync(caller.App, SessionToken.Hash(token), cancellationToken);
        return session is null ? throw Refusals.InvalidSessionToken() : new Viewer(Principal.User(session.UserId, session.Roles), token);
    }

    private async Task WriteAsync(OperationAnswer answer, UserMutationField field, Viewer? viewer, OperationRequest request, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        answer.Raw("{");
        foreach (var part in field.Parts)
        {
            if (!ReferenceEquals(part, field.Parts[0]))
                answer.Raw(",");
            answer.Raw($"\"{part.Key}\":");
            switch (part)
            {
                case ConstantPayloadPart constant:
                    answer.Raw(constant.Json);
                    break;
                case ClientMutationIdPart:
                    var id = request.Scope.Text(request.Scope.Member(field.Input, RootTypes.ClientMutationIdName));
                    answer.Raw(ParseJsonText.Text(json => json.WriteStringValue(id)));
                    break;
                case ViewerPayloadPart viewed when !await viewers.WriteAsync(answer, field, viewed.Parts, viewer!, request, [viewed.Key], cancellationToken):
                    // The viewer must not be null, so the payload is.
                    answer.Data.Truncate(start);
                    answer.Raw("null");
                    return;
            }
        }

        answer.Raw("}");
    }
}
