namespace BackendInfra.Server.GraphQL.Users;

/// <summary>What a root field does with users.</summary>
internal enum UserAction
{
    Viewer,
    SignUp,
    LogIn,
    LogInWith,
    LogOut,
    Challenge,
}

/// <summary>A root field of reference §9, answered by the planner and not by the engine.</summary>
internal sealed class UserRootField(UserAction action) : global::GraphQL.Types.FieldType
{
    public UserAction Action { get; } = action;
}
