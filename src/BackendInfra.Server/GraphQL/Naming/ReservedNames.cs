namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>Names that no class may take, also those of features that come with users, files and functions: they must not break clients later.</summary>
internal static class ReservedNames
{
    public static readonly string[] Types =
    [
        "String", "Boolean", "Int", "Float", "ID", "ArrayResult", "Query", "Mutation", "Subscription",
        "CreateFileInput", "CreateFilePayload", "Viewer", "SignUpInput", "SignUpPayload", "LogInInput", "LogInPayload",
        "LogInWithInput", "LogInWithPayload", "UserLoginWithInput",
        "LogOutInput", "LogOutPayload", "ChallengeInput", "ChallengePayload", "CloudCodeFunction", "CallCloudCodeInput", "CallCloudCodePayload",
        "CreateClassInput", "CreateClassPayload", "UpdateClassInput", "UpdateClassPayload", "DeleteClassInput",
        "DeleteClassPayload", "PageInfo", "Upload", "ConfigValue", "UpdateCloudConfigInput", "UpdateCloudConfigPayload",
        "ResetPasswordInput", "ResetPasswordPayload", "ConfirmResetPasswordInput", "ConfirmResetPasswordPayload", "SendVerificationEmailInput", "SendVerificationEmailPayload",
    ];

    public static readonly string[] Queries = ["health", "viewer", "class", "classes", "node", "cloudConfig"];

    public static readonly string[] Mutations =
        ["signUp", "logIn", "logInWith", "logOut", "challenge", "createFile", "callCloudCode", "createClass", "updateClass", "deleteClass", "updateCloudConfig", "resetPassword", "confirmResetPassword", "sendVerificationEmail"];
}
