using System.Buffers.Text;
using System.Text;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>Global ids: base64 of <c>ClassName:objectId</c> (reference §4).</summary>
internal static class GlobalId
{
    public static string Of(string className, string objectId) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{className}:{objectId}"));

    /// <summary>The class and the objectId that a global id names; null when it is none.</summary>
    public static (string ClassName, string ObjectId)? Read(string id)
    {
        if (id.Length is 0 or > 400 || !Base64.IsValid(id.AsSpan()))
            return null;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(id));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : null;
    }

    /// <summary>The objectId that an id names which may be global or not: a global id of another class is taken as it stands.</summary>
    public static string ObjectIdOf(string className, string id) =>
        Read(id) is var (name, objectId) && name == className ? objectId : id;
}
