using System.Text.Json;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>Writes the ACL of a decoded object in the groups of GraphQL; an object without one shows public read and write.</summary>
internal static class DecodedAcl
{
    public static string Write(AclNode node, JsonElement item)
    {
        JsonElement? acl = item.TryGetProperty(Core.Schema.Names.Acl, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;
        return $"{{{string.Join(',', node.Groups.Select(group => $"\"{group.Key}\":{Group(group, acl)}"))}}}";
    }

    private static string Group(AclGroupNode group, JsonElement? acl) => group.Group switch
    {
        AclGroup.TypeName => group.Members[0].Constant!,
        AclGroup.Public when acl is null => Members(group, Acl.Everyone, default),
        AclGroup.Public => acl.Value.TryGetProperty(Acl.Everyone, out var rights) && (May(rights, "read") || May(rights, "write")) ? Members(group, Acl.Everyone, rights) : "null",
        AclGroup.Users => List(group, acl, subject => subject != Acl.Everyone && !subject.StartsWith(Acl.RolePrefix, StringComparison.Ordinal)),
        _ => List(group, acl, subject => subject.StartsWith(Acl.RolePrefix, StringComparison.Ordinal)),
    };

    private static string List(AclGroupNode group, JsonElement? acl, Func<string, bool> isOfGroup)
    {
        var subjects = acl is null ? [] : acl.Value.EnumerateObject().Where(member => isOfGroup(member.Name)).OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        return subjects.Length == 0 ? "null" : $"[{string.Join(',', subjects.Select(member => Members(group, member.Name, member.Value)))}]";
    }

    /// <param name="rights">Undefined when everything is allowed.</param>
    private static string Members(AclGroupNode group, string subject, JsonElement rights) => $"{{{string.Join(',', group.Members.Select(member => $"\"{member.Key}\":{member.Member switch
    {
        null => member.Constant!,
        "userId" => JsonSerializer.Serialize(GlobalId.Of(UserClass.Name, subject)),
        "roleName" => JsonSerializer.Serialize(subject[Acl.RolePrefix.Length..]),
        var right => rights.ValueKind == JsonValueKind.Undefined || May(rights, right) ? "true" : "false",
    }}"))}}}";

    private static bool May(JsonElement rights, string right) =>
        rights.ValueKind == JsonValueKind.Object && rights.TryGetProperty(right, out var flag) && flag.ValueKind == JsonValueKind.True;
}
