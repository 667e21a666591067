using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BackendInfra.Server.Tests.GraphQL.Cases;

/// <summary>Puts names in the place of what differs from run to run: new ids, times of now, tokens, the app's schema.</summary>
internal static partial class CaseTexts
{
    private const int Width = 140;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Answer(JsonObject answer)
    {
        var text = Lines(answer, "");
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        text = GlobalId().Replace(text, match => Decode(match.Groups[1].Value) is var (name, id) && NewId().IsMatch(id) ? $"\"<global id of {name} {Named(ids, id)}>\"" : match.Value);
        text = ObjectId().Replace(text, match => $"{match.Groups[1].Value}\"{Named(ids, match.Groups[2].Value)}\"");
        foreach (var (id, name) in ids)
            text = text.Replace(id, name, StringComparison.Ordinal);
        text = Token().Replace(text, "<session token>");
        text = RandomName().Replace(text, "<random name>");
        return Time().Replace(text, match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) > 2025 ? "<now>" : match.Value);
    }

    /// <summary>JSON whose short parts stand on one line.</summary>
    private static string Lines(JsonNode? node, string indent)
    {
        var compact = node?.ToJsonString(Readable) ?? "null";
        if (indent.Length + compact.Length <= Width)
            return compact;
        var deeper = indent + "  ";
        return node switch
        {
            JsonObject members => $"{{\n{string.Join(",\n", members.Select(member => $"{deeper}\"{member.Key}\": {Lines(member.Value, deeper)}"))}\n{indent}}}",
            JsonArray items => $"[\n{string.Join(",\n", items.Select(item => deeper + Lines(item, deeper)))}\n{indent}]",
            _ => compact,
        };
    }

    private static string Named(Dictionary<string, string> ids, string id)
    {
        if (!ids.TryGetValue(id, out var name))
            ids.Add(id, name = $"<new {ids.Count + 1}>");
        return name;
    }

    private static (string Name, string Id)? Decode(string text)
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return null;
        var parts = Encoding.UTF8.GetString(bytes[..length]).Split(':');
        return parts.Length == 2 ? (parts[0], parts[1]) : null;
    }

    [GeneratedRegex("\"([A-Za-z0-9+/]{16,}={0,2})\"")]
    private static partial Regex GlobalId();

    /// <summary>Ids that the server makes; those of the folder <c>App</c> begin with four small letters and end in a digit, or are users'.</summary>
    [GeneratedRegex("^(?![a-z]+[0-9]+$)[A-Za-z0-9]{10}$")]
    private static partial Regex NewId();

    [GeneratedRegex("(\"objectId\": ?)\"((?![a-z]+[0-9]+\")[A-Za-z0-9]{10})\"")]
    private static partial Regex ObjectId();

    [GeneratedRegex("r:[0-9a-f]{32}")]
    private static partial Regex Token();

    /// <summary>The username of a user who gave none.</summary>
    [GeneratedRegex("(?<=\"username\": ?\")[A-Za-z0-9]{25}(?=\")")]
    private static partial Regex RandomName();

    [GeneratedRegex(@"(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Time();
}
