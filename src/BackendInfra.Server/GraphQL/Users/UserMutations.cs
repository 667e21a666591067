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
    Accounts accounts, AuthProviders providers, Challenges challenges, IUserStore users, IObjectStore store, WritePipeline pipeline, FileUploads files, ViewerReader viewers, ILogger<UserMutations> log)
{
    public async Task RunAsync(OperationAnswer answer, UserMutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var start = answer.Data.Length;
        try
        {
            var challenge = field.Action == UserAction.Challenge ? await ChallengeAsync(field, request, cancellationToken) : null;
            var viewer = challenge is null ? await RunAsync(field, request, cancellationToken) : null;
            await WriteAsync(answer, field, viewer, challenge, request, cancellationToken);
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

    private static LogIn LogInOf(UserMutationField field, InputScope scope) =>
        new(scope.Text(scope.Member(field.Input, UserClass.Username)), scope.Text(scope.Member(field.Input, UserClass.Password)))
        {
            AuthData = scope.Scalar(scope.Member(field.Input, UserClass.AuthData)) as ObjectValue,
        };

    private Task<ObjectValue> ChallengeAsync(UserMutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Scope.Scalar(request.Scope.Member(field.Input, UserTypes.ChallengeData));
        return challenges.RunAsync(request.Caller, LogInOf(field, request.Scope), asked, cancellationToken);
    }

    /// <returns>Null for somebody who logs out.</returns>
    private async Task<Viewer?> RunAsync(UserMutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        var (scope, caller) = (request.Scope, request.Caller);
        switch (field.Action)
        {
            case UserAction.LogOut:
                await accounts.LogOutAsync(caller, (plan, token) => pipeline.RunAsync(caller.App, caller.Principal, plan, token), cancellationToken);
                return null;
            case UserAction.LogIn:
                return await ViewerAsync(caller, await accounts.LogInAsync(caller, LogInOf(field, scope), cancellationToken), cancellationToken);
            default:
                var parent = field.Action == UserAction.LogInWith ? field.Input : scope.Member(field.Input, "fields");
                var links = await ConfirmAsync(new WritePlan(WriteKind.Create, UserClass.Name), parent, request, cancellationToken);
                var signedIn = links is null
                    ? await store.InTransactionAsync(caller.App, async transaction => await accounts.SignUpAsync(caller, await PlanAsync(transaction), transaction, cancellationToken), cancellationToken)
                    : await accounts.LogInOrSignUpAsync(caller, links, PlanAsync, cancellationToken);
                return await ViewerAsync(caller, signedIn, cancellationToken);

                Task<WritePlan> PlanAsync(IStoreTransaction transaction) => new ObjectWriter(pipeline, files, request, transaction, cancellationToken).PlanAsync(
                    new WritePlan(WriteKind.Create, UserClass.Name) { AuthData = links }, request.Runtime.Schema.Classes[UserClass.Name], new ObjectChanges(scope.Member(field.Input, "fields")));
        }
    }

    /// <summary>Has the <c>authData</c> that a write of a user names confirmed, before the write begins; null when it names none.</summary>
    /// <exception cref="ParseException">As <see cref="AuthProviders"/>.</exception>
    public Task<AuthLinks?> ConfirmAsync(MutationField field, OperationRequest request, CancellationToken cancellationToken)
    {
        if (field.Types.Class.Name != UserClass.Name || field.Role == ClassRole.Delete)
            return Task.FromResult<AuthLinks?>(null);
        var plan = new WritePlan(field.Role == ClassRole.Create ? WriteKind.Create : WriteKind.Update, UserClass.Name, MutationRunner.ObjectIdOf(field, request));
        return ConfirmAsync(plan, request.Scope.Member(field.Input, "fields"), request, cancellationToken);
    }

    private async Task<AuthLinks?> ConfirmAsync(WritePlan plan, InputValue? parent, OperationRequest request, CancellationToken cancellationToken)
    {
        if (request.Scope.Scalar(request.Scope.Member(parent, UserClass.AuthData)) is not { } authData)
            return null;
        // Recovery codes are told in the answer to the write, and this one has no place for them.
        if (authData is ObjectValue map && plan.Kind == WriteKind.Update && Mfa.Split(map).Mfa is not null)
            throw new ParseException(ErrorCode.UnsupportedService, "A second factor is set up through REST, which answers with its recovery codes.");
        var asked = plan with { Changes = [new FieldChange(UserClass.AuthData, new SetOperation(authData))] };
        return (await providers.ConfirmAsync(request.Caller.App, request.Caller.Principal, asked, cancellationToken)).AuthData;
    }

    /// <summary>The user with the roles that his new session gives him.</summary>
    private async Task<Viewer> ViewerAsync(Caller caller, SignedIn signedIn, CancellationToken cancellationToken)
    {
        // The user is made, but a viewer must have a session.
        if (signedIn.SessionToken is not { } token)
            throw AccountRules.Unverified();
        var session = await users.FindSessionAsync(caller.App, SessionToken.Hash(token), cancellationToken);
        return session is null ? throw Refusals.InvalidSessionToken() : new Viewer(session.Principal, token);
    }

    private async Task WriteAsync(OperationAnswer answer, UserMutationField field, Viewer? viewer, ObjectValue? challenge, OperationRequest request, CancellationToken cancellationToken)
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
                case ChallengePayloadPart:
                    answer.Raw(ParseJsonText.Wire(challenge!));
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
