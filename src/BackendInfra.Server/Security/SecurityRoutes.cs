using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Security;

/// <summary><c>GET /security</c>, in the form that Parse's dashboard shows.</summary>
internal static class SecurityRoutes
{
    public static readonly ImmutableArray<RestRoute> All = [new("GET", "security", RouteLevel.MasterRead, ReportAsync)];

    /// <exception cref="ParseException">409 unless the app's options enable the report.</exception>
    private static async Task ReportAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var app = request.Caller.App;
        if (!app.Options.Security.EnableCheck)
            throw new ParseException(ErrorCode.OtherCause, "Enable Parse Server option `security.enableCheck` to run security check.") { HttpStatus = StatusCodes.Status409Conflict };

        var groups = request.Data.Services.Security.Of(app, await request.Data.SchemaAsync(cancellationToken));
        request.Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("report");
            json.WriteString("version", "1.0.0");
            WriteState(json, groups.All(group => group.Passes));
            json.WriteStartArray("groups");
            foreach (var group in groups)
                Write(json, group);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, SecurityGroup group)
    {
        json.WriteStartObject();
        json.WriteString("name", group.Name);
        WriteState(json, group.Passes);
        json.WriteStartArray("checks");
        foreach (var check in group.Checks)
        {
            json.WriteStartObject();
            json.WriteString("title", check.Title);
            WriteState(json, check.Passes);
            if (!check.Passes)
            {
                json.WriteString("warning", check.Warning);
                json.WriteString("solution", check.Solution);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, bool passes) => json.WriteString("state", passes ? "success" : "fail");
}
