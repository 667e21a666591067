using BackendInfra.Core.Classes;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.GraphQL.Triggers;
using BackendInfra.Server.GraphQL.Types;
using BackendInfra.Server.GraphQL.Users;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>The REST route that a root field stands for, so that limits of rates hold whichever way an operation comes.</summary>
internal static class FieldRoutes
{
    /// <returns>Null for what asks for nothing.</returns>
    public static (string Method, string Path)? Of(RootField field) => field switch
    {
        ObjectField one => ("GET", $"classes/{one.Read.Read.Plan.Class.Name}/id"),
        ConnectionField page => ("GET", $"classes/{page.Read.Read.Plan.Class.Name}"),
        SummaryField summary => ("GET", $"classes/{summary.Read.Read.Plan.Class.Name}"),
        TriggeredField { Paging: null } one => ("GET", $"classes/{one.Read.Plan.Class.Name}/id"),
        TriggeredField page => ("GET", $"classes/{page.Read.Plan.Class.Name}"),
        MutationField write => write.Role switch
        {
            ClassRole.Create or ClassRole.CreateMany or ClassRole.Upsert => ("POST", $"classes/{write.Types.Class.Name}"),
            ClassRole.Update or ClassRole.UpdateMany => ("PUT", $"classes/{write.Types.Class.Name}/id"),
            _ => ("DELETE", $"classes/{write.Types.Class.Name}/id"),
        },
        ViewerField => ("GET", "users/me"),
        UserMutationField user => user.Action switch
        {
            UserAction.SignUp => ("POST", $"classes/{UserClass.Name}"),
            UserAction.LogOut => ("POST", "logout"),
            _ => ("POST", "login"),
        },
        EngineField ordinary => ordinary.Route,
        _ => null,
    };
}
