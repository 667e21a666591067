using System.Text.Json.Nodes;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>One way to permit things, as the class-level permissions of a class.</summary>
internal sealed record Mechanism(string Name, Func<string, MatrixRule> Rules)
{
    public static readonly string[] Operations = ["find", "count", "get", "create", "update", "delete", "addField"];

    private static readonly MatrixRule Closed = new();
    private static readonly MatrixRule Open = new(Everyone: true);

    public static readonly Mechanism[] OfOperations =
    [
        new("Closed", _ => Closed),
        new("Open", _ => Open),
        new("SignedIn", _ => new(SignedIn: true)),
        new("ByUser", _ => new(Ann: true)),
        new("ByRole", _ => new(Staff: true)),
        new("ByPointer", _ => new(Fields: "owner")),
        new("ByArray", _ => new(Fields: "members")),
        new("ByPointerOrRole", _ => new(Staff: true, Fields: ["owner", "members"])),
        new("SignedInByPointer", _ => new(SignedIn: true, Fields: "owner")),
        new("AddFieldByPointer", operation => operation == "addField" ? new(Fields: "owner") : Open),
        new("FindByPointerCountByArray", operation => operation == "find" ? new(Fields: "owner") : operation == "count" ? new(Fields: "members") : Open),
        new("ByUserFields", _ => Closed) { ReadUserFields = ["owner"], WriteUserFields = ["members"] },
        .. Operations.Select(only => new Mechanism($"Only{char.ToUpperInvariant(only[0])}{only[1..]}", operation => operation == only ? Open : Closed)),
        .. Operations.Select(but => new Mechanism($"But{char.ToUpperInvariant(but[0])}{but[1..]}", operation => operation == but ? Closed : Open)),
    ];

    public static readonly Mechanism[] OfFields =
    [
        new("Hidden", _ => Open) { Protected = [("*", true)] },
        new("HiddenFromGuests", _ => Open) { Protected = [("*", true), ("authenticated", false)] },
        new("HiddenFromUsers", _ => Open) { Protected = [("authenticated", true)] },
        new("ShownToAnn", _ => Open) { Protected = [("*", true), ("Ann", false)] },
        new("ShownToStaff", _ => Open) { Protected = [("*", true), ("role:Staff", false)] },
        new("ShownToOwner", _ => Open) { Protected = [("*", true), ("userField:owner", false)] },
        new("ShownToMembers", _ => Open) { Protected = [("*", true), ("userField:members", false)] },
        new("HiddenFromOwner", _ => Open) { Protected = [("userField:owner", true)] },
        new("HiddenButShown", _ => Open) { Protected = [("*", true), ("authenticated", true), ("userField:owner", true), ("userField:members", false)] },
    ];

    public string[] ReadUserFields { get; init; } = [];

    public string[] WriteUserFields { get; init; } = [];

    /// <summary>Groups, and whether they hide the field <c>secret</c>.</summary>
    public (string Group, bool Hides)[] Protected { get; init; } = [];

    public string ClassName => $"{Name}Row";

    public string HolderName => $"{Name}Holder";

    /// <summary>The fields that open an operation to those they name.</summary>
    public string[] FieldsOf(string operation) =>
        [.. Rules(operation).Fields, .. operation is "find" or "get" or "count" ? ReadUserFields : WriteUserFields];

    /// <summary>The document for the schema API.</summary>
    public JsonObject Document(IReadOnlyDictionary<string, string> users)
    {
        var document = new JsonObject();
        foreach (var operation in Operations)
            document[operation] = Rule(Rules(operation), users);
        if (ReadUserFields.Length > 0)
            document["readUserFields"] = Names(ReadUserFields);
        if (WriteUserFields.Length > 0)
            document["writeUserFields"] = Names(WriteUserFields);
        var hidden = new JsonObject();
        foreach (var (group, hides) in Protected)
            hidden[users.GetValueOrDefault(group, group)] = hides ? new JsonArray("secret") : [];
        document["protectedFields"] = hidden;
        return document;
    }

    private static JsonObject Rule(MatrixRule rule, IReadOnlyDictionary<string, string> users)
    {
        var json = new JsonObject();
        if (rule.Everyone)
            json["*"] = true;
        if (rule.SignedIn)
            json["requiresAuthentication"] = true;
        if (rule.Ann)
            json[users["Ann"]] = true;
        if (rule.Staff)
            json["role:Staff"] = true;
        if (rule.Fields.Length > 0)
            json["pointerFields"] = Names(rule.Fields);
        return json;
    }

    private static JsonArray Names(string[] names) => [.. names.Select(name => JsonValue.Create(name))];
}
