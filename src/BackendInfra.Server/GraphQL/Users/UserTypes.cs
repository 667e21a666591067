using BackendInfra.Core.Classes;
using BackendInfra.Server.GraphQL.Types;
using GraphQL.Types;
using GraphField = GraphQL.Types.FieldType;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Users;

/// <summary>The types of reference §9. They are left out where the class of users is.</summary>
internal static class UserTypes
{
    public const string Viewer = "Viewer";
    public const string Ok = "ok";
    public const string ChallengeData = "challengeData";

    private static readonly string[] ComeFromTheService = [UserClass.Username, UserClass.Password, UserClass.AuthData];

    public static void AddTo(ISchema schema, SupportTypes support, IReadOnlyDictionary<string, ClassTypes> classes)
    {
        if (!classes.TryGetValue(UserClass.Name, out var users))
            return;
        var viewer = TypeParts.Object(
            Viewer,
            "The caller: his user and the token of his session.",
            Field(SessionClass.SessionToken, NonNull(support.String), "Send it as X-Parse-Session-Token to act as this user."),
            Field("user", NonNull(users.Object), "The user, with everything of his own."));
        ((ObjectGraphType)schema.Query).AddField(new UserRootField(UserAction.Viewer) { Name = "viewer", ResolvedType = NonNull(viewer), Description = "The caller. Needs a session." });

        var mutation = (ObjectGraphType)schema.Mutation!;
        var signedIn = Field("viewer", NonNull(viewer), "The user, who has a session now.");
        Add(mutation, support, UserAction.SignUp, "Makes a user and signs him in.", signedIn, Field("fields", users.CreateFields, "The new user's fields."));
        Add(
            mutation, support, UserAction.LogIn, "Signs a user in.", signedIn,
            Field(UserClass.Username, NonNull(support.String), "The user name, or the e-mail address."),
            Field(UserClass.Password, NonNull(support.String), "The password."),
            Field(UserClass.AuthData, support.Object, "What proves who he is at other services, besides."));
        var fields = Input("UserLoginWithInput", "The fields of a user who logs in with another service for the first time.", [.. users.CreateFields.Fields.Where(field => !ComeFromTheService.Contains(field.Name)).Select(Optional)]);
        Add(
            mutation, support, UserAction.LogInWith, "Signs a user in by another service, and makes him when he is new.", signedIn,
            Field(UserClass.AuthData, NonNull(support.Object), "What proves who he is there, by the service's name."),
            Field("fields", fields, "The fields of a new user."));
        Add(mutation, support, UserAction.LogOut, "Ends the caller's session.", Field(Ok, NonNull(support.Boolean), "Always true."));
        Add(
            mutation, support, UserAction.Challenge, "Tells what somebody will need to log in.", Field(ChallengeData, support.Object, "The answer, by service."),
            Field(UserClass.Username, support.String, "The user name, or the e-mail address."),
            Field(UserClass.Password, support.String, "The password."),
            Field(UserClass.AuthData, support.Object, "What proves who he is at another service, instead of a name and a password."),
            Field(ChallengeData, support.Object, "What is asked, by service, such as {mfa: {}}."));
    }

    /// <summary>A user who is there already brings no fields, so none can be required; a new one lacking one is refused.</summary>
    private static GraphField Optional(GraphField field) =>
        Field(field.Name, field.ResolvedType is NonNullGraphType required ? required.ResolvedType! : field.ResolvedType!, field.Description);

    private static void Add(ObjectGraphType mutation, SupportTypes support, UserAction action, string description, GraphField answer, params GraphField[] inputs)
    {
        var type = action.ToString();
        var name = char.ToLowerInvariant(type[0]) + type[1..];
        var input = Input(type + "Input", $"The input of {name}.", [RootTypes.ClientMutationId(support), .. inputs]);
        var payload = TypeParts.Object(type + "Payload", $"The answer of {name}.", RootTypes.ClientMutationId(support), Field(answer.Name, answer.ResolvedType!, answer.Description));
        mutation.AddField(new UserRootField(action)
        {
            Name = name,
            ResolvedType = payload,
            Description = description,
            Arguments = new QueryArguments(Argument("input", NonNull(input), "What is written.")),
        });
    }
}
