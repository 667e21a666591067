namespace BackendInfra.Server.Rest.Server;

/// <summary><c>/serverInfo</c>: what the dashboard switches on.</summary>
internal static class ServerInfoRoute
{
    /// <summary>The release of Parse Server whose API this is.</summary>
    public const string ParseServerVersion = "9.10.0";

    /// <summary>The groups as Parse Server names them; what this server does not have yet is false.</summary>
    private static readonly (string Group, (string Feature, bool Enabled)[] Features)[] Groups =
    [
        ("globalConfig", [("create", true), ("read", true), ("update", true), ("delete", true)]),
        ("hooks", [("create", true), ("read", true), ("update", true), ("delete", true)]),
        ("cloudCode", [("jobs", true), ("viewCode", true)]),
        ("logs", [("level", true), ("size", true), ("order", true), ("until", true), ("from", true)]),
        ("push", [("immediatePush", false), ("scheduledPush", false), ("storedPushData", false), ("pushAudiences", true)]),
        ("schemas",
        [
            ("addField", true), ("removeField", true), ("addClass", true), ("removeClass", true), ("clearAllDataFromClass", true),
            ("exportClass", false), ("editClassLevelPermissions", true), ("editPointerPermissions", true),
        ]),
    ];

    public static Task RunAsync(RestRequest request, CancellationToken cancellationToken)
    {
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("features");
            foreach (var (group, features) in Groups)
            {
                json.WriteStartObject(group);
                foreach (var (feature, enabled) in features)
                    json.WriteBoolean(feature, enabled);
                json.WriteEndObject();
            }

            json.WriteStartObject("settings");
            json.WriteBoolean("securityCheck", request.Caller.App.Options.Security.EnableCheck);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("parseServerVersion", ParseServerVersion);
            json.WriteEndObject();
        });
        return Task.CompletedTask;
    }
}
