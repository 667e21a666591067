using System.Text.Json;
using BackendInfra.Core.Files;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Webhooks;

/// <summary>The JSON that webhooks are sent (reference §9).</summary>
internal static class HookPayload
{
    public static void WriteRequest(Utf8JsonWriter json, Principal principal, bool isMaster, RequestOrigin origin, ReadOnlyMemory<byte>? user)
    {
        json.WriteBoolean("master", isMaster);
        if (origin.InstallationId is not null)
            json.WriteString("installationId", origin.InstallationId);
        if (origin.Address is { } address)
            json.WriteString("ip", (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        json.WriteStartObject("headers");
        foreach (var (name, value) in origin.Headers())
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WritePropertyName("context");
        json.WriteRawValue(origin.Context, skipInputValidation: true);
        if (user is { } found && principal.UserId is not null)
            WriteUser(json, found, origin.SessionToken);
    }

    public static void WriteObject(Utf8JsonWriter json, string name, TriggerObject about, string filesUrl)
    {
        json.WriteStartObject(name);
        json.WriteString("className", about.ClassName);
        if (about.ObjectId is not null)
            json.WriteString(Names.ObjectId, about.ObjectId);
        if (about.CreatedAt is { } createdAt)
            json.WriteString(Names.CreatedAt, IsoDate.Format(createdAt));
        if (about.UpdatedAt is { } updatedAt)
            json.WriteString(Names.UpdatedAt, IsoDate.Format(updatedAt));
        if (about.Acl is { } acl)
        {
            json.WritePropertyName(Names.Acl);
            acl.WriteTo(json);
        }

        foreach (var (field, value) in about.Values.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(field);
            ParseJsonWriter.WriteWire(json, FileValues.WithUrls(value, filesUrl));
        }

        json.WriteEndObject();
    }

    /// <summary>The user with his token, so that a hook can act for him.</summary>
    private static void WriteUser(Utf8JsonWriter json, ReadOnlyMemory<byte> user, string? token)
    {
        using var document = JsonDocument.Parse(user, new JsonDocumentOptions { MaxDepth = ParseJson.MaxDepth + 1 });
        json.WriteStartObject("user");
        foreach (var member in document.RootElement.EnumerateObject())
            member.WriteTo(json);
        if (token is not null)
            json.WriteString(Core.Classes.SessionClass.SessionToken, token);
        json.WriteEndObject();
    }
}
