using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.OpenApi;

/// <summary>What routes do, in a line each.</summary>
internal static class RouteTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["GET classes/{className}"] = "Finds objects of a class.",
        ["POST classes/{className}"] = "Makes an object of a class.",
        ["GET classes/{className}/{objectId}"] = "Reads one object.",
        ["PUT classes/{className}/{objectId}"] = "Changes an object.",
        ["DELETE classes/{className}/{objectId}"] = "Deletes an object.",
        ["GET users/me"] = "Reads the user who is logged in.",
        ["POST users"] = "Signs up a user.",
        ["GET sessions/me"] = "Reads the session of the request.",
        ["GET login"] = "Logs in with a user name or an e-mail address and a password.",
        ["POST login"] = "Logs in with a user name or an e-mail address and a password.",
        ["POST logout"] = "Ends the session of the request.",
        ["POST loginAs"] = "Makes a session of any user.",
        ["GET verifyPassword"] = "Checks a password without logging in.",
        ["POST verifyPassword"] = "Checks a password without logging in.",
        ["POST requestPasswordReset"] = "Sends a link that sets a new password.",
        ["POST verificationEmailRequest"] = "Sends a link that proves an e-mail address.",
        ["POST cloud_code/email"] = "Sends a mail.",
        ["POST batch"] = "Runs several requests, in one transaction if asked.",
        ["GET config"] = "Reads the config.",
        ["PUT config"] = "Changes parameters of the config.",
        ["POST functions/{name}"] = "Calls a function.",
        ["POST events/{name}"] = "Takes an event of analytics.",
        ["GET schemas"] = "Lists the classes.",
        ["GET schemas/{className}"] = "Reads the definition of a class.",
        ["POST schemas"] = "Makes a class.",
        ["POST schemas/{className}"] = "Makes a class.",
        ["PUT schemas/{className}"] = "Changes a class: fields, permissions, indexes.",
        ["DELETE schemas/{className}"] = "Deletes an empty class.",
        ["GET schema"] = "Reads all classes and the GraphQL schema as files hold them.",
        ["POST schema/plan"] = "Tells what a deployment of classes would change, and with which SQL.",
        ["POST schema/apply"] = "Deploys classes: all of them in one transaction.",
        ["GET aggregate/{className}"] = "Aggregates objects of a class.",
        ["DELETE purge/{className}"] = "Deletes all objects of a class.",
        ["GET serverInfo"] = "Tells what the server offers.",
        ["POST jobs"] = "Runs a job that the body names.",
        ["POST jobs/{name}"] = "Runs a job.",
        ["POST cloud_code/jobs/runs/{objectId}/cancel"] = "Ends a run of a job.",
        ["GET cloud_code/jobs"] = "Lists the schedules of jobs.",
        ["GET cloud_code/jobs/data"] = "Lists the jobs, and those that have a schedule.",
        ["GET cloud_code/jobs/{objectId}"] = "Reads a schedule of a job.",
        ["POST cloud_code/jobs"] = "Makes a schedule of a job.",
        ["PUT cloud_code/jobs/{objectId}"] = "Changes a schedule of a job.",
        ["DELETE cloud_code/jobs/{objectId}"] = "Deletes a schedule of a job.",
        ["GET scriptlog"] = "Reads the log of the app's own code.",
        ["GET scriptlog/tail"] = "Follows the log of the app's own code.",
        ["GET security"] = "Reports weak settings.",
        ["GET cloud_code/releases"] = "Lists the releases of the app's Cloud Code.",
        ["GET cloud_code/releases/{name}"] = "Reads one release with its files.",
        ["GET releases/latest"] = "Tells the active release and its scripts, as Parse Dashboard shows them.",
        ["GET scripts/{**name}"] = "Reads a script of the active release.",
        ["GET openapi.json"] = "Reads this document.",
        ["POST testing/reset"] = "Empties the app between tests.",
        ["POST testing/reconfigure"] = "Sets options of the app for a test.",
    };

    /// <summary>Routes about users' accounts that stand beside those of the class.</summary>
    private static readonly HashSet<string> Accounts =
        new(StringComparer.Ordinal) { "login", "logout", "loginAs", "verifyPassword", "requestPasswordReset", "verificationEmailRequest", "challenge", "upgradeToRevocableSession" };

    /// <param name="className">Where the route is shown for one class.</param>
    public static string Of(RestRoute route, string? className)
    {
        var text = Texts.GetValueOrDefault($"{route.Method} {route.Template}") ?? Generic(route);
        return className is null ? text : $"{text[..^1].Replace(" of a class", "", StringComparison.Ordinal).Replace("one object", "an object", StringComparison.Ordinal)} of {className}.";
    }

    /// <summary>Under which heading a route stands: its class's, else that of its first segment.</summary>
    public static string Tag(string path, string? className)
    {
        var first = path.Split('/')[0];
        return className ?? (Accounts.Contains(first) ? "users" : first);
    }

    private static string Generic(RestRoute route)
    {
        var what = route.Template.Split('/')[0].Replace('_', ' ');
        var isOne = route.Template.EndsWith('}');
        return (route.Method, isOne) switch
        {
            ("GET", false) => $"Finds {what}.",
            ("GET", true) => $"Reads one of {what}.",
            ("POST", _) => $"Makes one of {what}.",
            ("PUT", _) => $"Changes one of {what}.",
            _ => $"Deletes one of {what}.",
        };
    }
}
