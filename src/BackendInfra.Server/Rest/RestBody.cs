using System.Collections.Frozen;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest;

/// <summary>A request's JSON, without the members in which the SDKs send what otherwise are headers (reference §1).</summary>
internal sealed class RestBody(JsonElement json)
{
    private static readonly FrozenSet<string> TransportMembers = FrozenSet.Create(
        StringComparer.Ordinal,
        "_method", "_ApplicationId", "_JavaScriptKey", "_MasterKey", "_SessionToken", "_InstallationId", "_ClientVersion",
        "_context", "_ContentType", "_RevocableSession", "_noBody");

    public static readonly RestBody None = new(default);

    public bool IsObject => json.ValueKind == JsonValueKind.Object;

    /// <summary>Whether the client sent nothing.</summary>
    public bool IsMissing => json.ValueKind == JsonValueKind.Undefined;

    /// <summary>The method that a POST stands for.</summary>
    public string? MethodOverride => Text("_method");

    public Credentials Credentials => IsObject
        ? new Credentials
        {
            ApplicationId = Text("_ApplicationId"),
            ClientKeys = Text("_JavaScriptKey") is { } key ? [key] : [],
            MasterKey = Text("_MasterKey"),
            SessionToken = Text("_SessionToken"),
            InstallationId = Text("_InstallationId"),
            ClientVersion = Text("_ClientVersion"),
        }
        : new Credentials();

    /// <summary>The members that are the request's own.</summary>
    /// <exception cref="ParseException">107 when the body is no object.</exception>
    public IEnumerable<(string Name, JsonElement Value)> Members()
    {
        if (IsMissing)
            return [];
        return IsObject
            ? json.EnumerateObject().Select(member => (Name: ParseJson.ReadName(member), member.Value)).Where(member => !TransportMembers.Contains(member.Name))
            : throw Refusals.InvalidJson("The body must be a JSON object.");
    }

    /// <summary>One member; null when there is none, or it is null.</summary>
    public JsonElement? Find(string name) =>
        IsObject && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The object for triggers, as JSON; null when none was sent.</summary>
    /// <exception cref="ParseException">107 when it is no object.</exception>
    public string? Context => Find("_context") is { } context ? CloudContext.Read(context) : null;

    private string? Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
