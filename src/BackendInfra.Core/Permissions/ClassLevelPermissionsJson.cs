using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Permissions;

/// <summary>CLP documents as the schema API reads and writes them.</summary>
public static class ClassLevelPermissionsJson
{
    /// <summary>Reads a document; operations that it leaves out are closed.</summary>
    /// <exception cref="ParseException">107 for anything that is no CLP.</exception>
    public static ClassLevelPermissions Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson("classLevelPermissions must be an object.");

        var permissions = ClassLevelPermissions.Protected;
        foreach (var member in json.EnumerateObject())
        {
            var name = member.Name;
            permissions = name switch
            {
                "readUserFields" => permissions with { ReadUserFields = ReadNames(member.Value, name) },
                "writeUserFields" => permissions with { WriteUserFields = ReadNames(member.Value, name) },
                "ACL" => permissions with { DefaultAcl = Acl.FromJson(member.Value) is var acl && acl == Acl.Public ? null : acl },
                "protectedFields" => permissions with { ProtectedFields = ReadProtected(member.Value) },
                _ when ClassOperations.Find(name) is { } operation =>
                    permissions with { Rules = permissions.Rules.SetItem(operation, ReadRule(member.Value, name)) },
                _ => throw Refusals.InvalidJson($"{Excerpt.Of(name)} is not a valid operation for class level permissions"),
            };
        }

        return permissions;
    }

    public static void Write(Utf8JsonWriter json, ClassLevelPermissions permissions)
    {
        json.WriteStartObject();
        foreach (var operation in ClassOperations.All)
        {
            json.WriteStartObject(ClassOperations.Name(operation));
            var rule = permissions[operation];
            foreach (var subject in rule.Subjects)
                json.WriteBoolean(subject, true);
            if (rule.PointerFields.Count > 0)
                WriteNames(json, "pointerFields", rule.PointerFields);
            json.WriteEndObject();
        }

        if (permissions.ReadUserFields.Count > 0)
            WriteNames(json, "readUserFields", permissions.ReadUserFields);
        if (permissions.WriteUserFields.Count > 0)
            WriteNames(json, "writeUserFields", permissions.WriteUserFields);

        if (permissions.DefaultAcl is { } acl)
        {
            json.WritePropertyName("ACL");
            acl.WriteTo(json);
        }

        json.WriteStartObject("protectedFields");
        foreach (var (group, fields) in permissions.ProtectedFields)
            WriteNames(json, group, fields);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static OperationRule ReadRule(JsonElement json, string operation)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson($"'{json.ValueKind}' is not a valid value for class level permissions {operation}: it must be an object.");

        var rule = OperationRule.Closed;
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name == "pointerFields")
                rule = rule with { PointerFields = ReadNames(member.Value, "pointerFields") };
            else if (!IsSubject(member.Name))
                throw Refusals.InvalidJson($"'{Excerpt.Of(member.Name)}' is not a valid key for class level permissions");
            else if (member.Value.ValueKind == JsonValueKind.True)
                rule = rule with { Subjects = rule.Subjects.Add(member.Name) };
            else
                throw Refusals.InvalidJson($"'{member.Value.ValueKind}' is not a valid value for class level permissions {operation}:{Excerpt.Of(member.Name)}: only true is.");
        }

        return rule;
    }

    private static ImmutableSortedDictionary<string, ImmutableSortedSet<string>> ReadProtected(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Refusals.InvalidJson("protectedFields must be an object of groups and their fields.");

        var groups = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            var group = member.Name;
            if (group != FieldVisibility.Authenticated && !group.StartsWith(FieldVisibility.UserFieldPrefix, StringComparison.Ordinal) && !IsSubject(group))
                throw Refusals.InvalidJson($"'{Excerpt.Of(group)}' is not a valid key for class level permissions");
            var fields = ReadNames(member.Value, group);
            if (fields.FirstOrDefault(Names.IsSystemField) is { } system)
                throw Refusals.InvalidJson($"Default field '{system}' can not be protected");
            groups[group] = fields;
        }

        return groups.ToImmutable();
    }

    private static ImmutableSortedSet<string> ReadNames(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw Refusals.InvalidJson($"{Excerpt.Of(what)} must be an array of field names.");

        var names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var item in json.EnumerateArray())
        {
            names.Add(item.ValueKind == JsonValueKind.String && Names.IsIdentifier(item.GetString())
                ? item.GetString()!
                : throw Refusals.InvalidJson($"{Excerpt.Of(what)} must be an array of field names."));
        }

        return names.ToImmutable();
    }

    private static bool IsSubject(string name) =>
        name is OperationRule.Everyone or OperationRule.Authenticated
        || (name.StartsWith("role:", StringComparison.Ordinal) && name.Length > 5)
        || ObjectId.IsValid(name);

    private static void WriteNames(Utf8JsonWriter json, string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (var item in names)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
