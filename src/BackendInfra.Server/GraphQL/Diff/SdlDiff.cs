using BackendInfra.Core.Schema.Changes;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>
/// The differences between two GraphQL schemas as clients feel them, by the rules and under the names of graphql-js'
/// <c>findBreakingChanges</c> and <c>findDangerousChanges</c>, which clients' own tools use; additions beside these are safe.
/// </summary>
internal static class SdlDiff
{
    /// <returns>Sorted by what they are about.</returns>
    /// <exception cref="InvalidDataException">One of the texts is no schema.</exception>
    public static IReadOnlyList<SchemaChangeItem> Between(string before, string after)
    {
        var (old, next) = (SdlDocument.Parse(before), SdlDocument.Parse(after));
        var changes = new List<SchemaChangeItem>();
        foreach (var type in old.Types.Values)
        {
            if (!next.Types.TryGetValue(type.Name, out var other))
                changes.Add(Breaking("TYPE_REMOVED", type.Name, $"{type.Name} was removed."));
            else if (type.Kind != other.Kind)
                changes.Add(Breaking("TYPE_CHANGED_KIND", type.Name, $"{type.Name} changed from {type.Kind} to {other.Kind}."));
            else
                changes.AddRange(Changes(type, other));
        }

        changes.AddRange(next.Types.Keys.Except(old.Types.Keys).Select(name => Safe("TYPE_ADDED", name, $"{name} was added.")));
        changes.AddRange(DirectiveDiff.Between(old.Directives, next.Directives));
        return [.. changes.OrderBy(change => change.Path, StringComparer.Ordinal).ThenBy(change => change.Kind, StringComparer.Ordinal)];
    }

    public static SchemaChangeItem Breaking(string kind, string path, string message) => new(ChangeSeverity.Breaking, kind, path, message);

    public static SchemaChangeItem Dangerous(string kind, string path, string message) => new(ChangeSeverity.Dangerous, kind, path, message);

    public static SchemaChangeItem Safe(string kind, string path, string message) => new(ChangeSeverity.Safe, kind, path, message);

    private static IEnumerable<SchemaChangeItem> Changes(SdlType old, SdlType next) => old.Kind switch
    {
        SdlType.Enum => NameChanges(old, next, "enum type", "VALUE_REMOVED_FROM_ENUM", "VALUE_ADDED_TO_ENUM"),
        SdlType.Union => NameChanges(old, next, "union type", "TYPE_REMOVED_FROM_UNION", "TYPE_ADDED_TO_UNION"),
        SdlType.Input => InputChanges(old, next),
        SdlType.Object or SdlType.Interface => [.. InterfaceChanges(old, next), .. FieldChanges(old, next)],
        _ => [],
    };

    private static IEnumerable<SchemaChangeItem> NameChanges(SdlType old, SdlType next, string what, string removed, string added)
    {
        foreach (var name in old.Names.Except(next.Names))
            yield return Breaking(removed, $"{old.Name}.{name}", $"{name} was removed from {what} {old.Name}.");
        foreach (var name in next.Names.Except(old.Names))
            yield return Dangerous(added, $"{old.Name}.{name}", $"{name} was added to {what} {old.Name}.");
    }

    private static IEnumerable<SchemaChangeItem> InterfaceChanges(SdlType old, SdlType next)
    {
        foreach (var name in old.Interfaces.Except(next.Interfaces))
            yield return Breaking("IMPLEMENTED_INTERFACE_REMOVED", old.Name, $"{old.Name} no longer implements interface {name}.");
        foreach (var name in next.Interfaces.Except(old.Interfaces))
            yield return Dangerous("IMPLEMENTED_INTERFACE_ADDED", old.Name, $"{name} added to interfaces implemented by {old.Name}.");
    }

    private static IEnumerable<SchemaChangeItem> InputChanges(SdlType old, SdlType next)
    {
        foreach (var field in old.Members.Values)
        {
            var path = $"{old.Name}.{field.Name}";
            if (!next.Members.TryGetValue(field.Name, out var other))
                yield return Breaking("FIELD_REMOVED", path, $"{path} was removed.");
            else if (!TypeChanges.IsSafeInput(field.Type, other.Type))
                yield return Breaking("FIELD_CHANGED_KIND", path, $"{path} changed type from {field.TypeText} to {other.TypeText}.");
            else if (field.TypeText != other.TypeText)
                yield return Safe("FIELD_CHANGED_KIND_SAFE", path, $"{path} changed type from {field.TypeText} to {other.TypeText}.");
        }

        foreach (var field in next.Members.Values.Where(field => !old.Members.ContainsKey(field.Name)))
        {
            var path = $"{old.Name}.{field.Name}";
            yield return field.IsRequired
                ? Breaking("REQUIRED_INPUT_FIELD_ADDED", path, $"A required field {field.Name} on input type {old.Name} was added.")
                : Dangerous("OPTIONAL_INPUT_FIELD_ADDED", path, $"An optional field {field.Name} on input type {old.Name} was added.");
        }
    }

    private static IEnumerable<SchemaChangeItem> FieldChanges(SdlType old, SdlType next)
    {
        foreach (var field in old.Members.Values)
        {
            var path = $"{old.Name}.{field.Name}";
            if (!next.Members.TryGetValue(field.Name, out var other))
            {
                yield return Breaking("FIELD_REMOVED", path, $"{path} was removed.");
                continue;
            }

            foreach (var change in ArgumentDiff.Between(path, field, other))
                yield return change;
            if (!TypeChanges.IsSafeOutput(field.Type, other.Type))
                yield return Breaking("FIELD_CHANGED_KIND", path, $"{path} changed type from {field.TypeText} to {other.TypeText}.");
            else if (field.TypeText != other.TypeText)
                yield return Safe("FIELD_CHANGED_KIND_SAFE", path, $"{path} changed type from {field.TypeText} to {other.TypeText}.");
        }

        foreach (var name in next.Members.Keys.Except(old.Members.Keys))
            yield return Safe("FIELD_ADDED", $"{old.Name}.{name}", $"{old.Name}.{name} was added.");
    }
}
