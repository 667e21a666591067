using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Schema.Changes;

/// <summary>Differences between class-level permissions: who gains, and who loses.</summary>
internal static class PermissionDiff
{
    public static void Add(List<SchemaChangeItem> changes, string className, ClassLevelPermissions before, ClassLevelPermissions after)
    {
        foreach (var operation in ClassOperations.All)
            AddRule(changes, $"{className}.{ClassOperations.Name(operation)}", before[operation], after[operation]);
        AddNames(changes, $"{className}.readUserFields", "the users named in", before.ReadUserFields, after.ReadUserFields);
        AddNames(changes, $"{className}.writeUserFields", "the users named in", before.WriteUserFields, after.WriteUserFields);
        AddProtected(changes, className, before, after);
        if (!Equals(before.DefaultAcl, after.DefaultAcl))
            changes.Add(new(ChangeSeverity.Dangerous, "DEFAULT_ACL_CHANGED", $"{className}.ACL", $"New objects of {className} that bring no ACL get another one."));
    }

    private static void AddRule(List<SchemaChangeItem> changes, string path, OperationRule before, OperationRule after)
    {
        Add(changes, path, [.. Left(before, after)], [.. Left(after, before)]);
    }

    private static void AddNames(List<SchemaChangeItem> changes, string path, string who, IEnumerable<string> before, IEnumerable<string> after) =>
        Add(changes, path, [.. before.Except(after).Select(name => $"{who} {name}")], [.. after.Except(before).Select(name => $"{who} {name}")]);

    private static void Add(List<SchemaChangeItem> changes, string path, string[] losers, string[] winners)
    {
        if (losers.Length > 0)
            changes.Add(new(ChangeSeverity.Breaking, "PERMISSION_REMOVED", path, $"{path} is closed to {string.Join(", ", losers)}."));
        if (winners.Length > 0)
            changes.Add(new(ChangeSeverity.Dangerous, "PERMISSION_ADDED", path, $"{path} is opened to {string.Join(", ", winners)}."));
    }

    /// <summary>Who may by one rule what he may not by the other.</summary>
    private static IEnumerable<string> Left(OperationRule rule, OperationRule other)
    {
        if (other.Subjects.Contains(OperationRule.Everyone))
            yield break;
        var coversUsers = other.Subjects.Contains(OperationRule.Authenticated);
        foreach (var subject in rule.Subjects.Except(other.Subjects).Where(subject => subject == OperationRule.Everyone || !coversUsers))
        {
            yield return subject switch
            {
                OperationRule.Everyone => "everybody",
                OperationRule.Authenticated => "all users",
                _ => subject,
            };
        }

        if (coversUsers)
            yield break;
        foreach (var field in rule.PointerFields.Except(other.PointerFields))
            yield return $"the users named in {field}";
    }

    private static void AddProtected(List<SchemaChangeItem> changes, string className, ClassLevelPermissions before, ClassLevelPermissions after)
    {
        foreach (var group in before.ProtectedFields.Keys.Union(after.ProtectedFields.Keys).Order(StringComparer.Ordinal))
        {
            var hidden = before.ProtectedFields.GetValueOrDefault(group) ?? [];
            var hides = after.ProtectedFields.GetValueOrDefault(group) ?? [];
            foreach (var field in hides.Except(hidden))
                changes.Add(new(ChangeSeverity.Breaking, "FIELD_PROTECTED", $"{className}.{field}", $"{className}.{field} is hidden from the group {group}."));
            foreach (var field in hidden.Except(hides))
                changes.Add(new(ChangeSeverity.Dangerous, "FIELD_UNPROTECTED", $"{className}.{field}", $"{className}.{field} is no longer hidden from the group {group}."));

            // A group that hides nothing shows its members what other groups hide.
            if (hides.IsEmpty && hidden.IsEmpty && before.ProtectedFields.ContainsKey(group) != after.ProtectedFields.ContainsKey(group) && group != OperationRule.Everyone)
                changes.Add(new(ChangeSeverity.Dangerous, "PROTECTED_GROUP_CHANGED", $"{className}.protectedFields", $"The group {group} of protected fields of {className} {(after.ProtectedFields.ContainsKey(group) ? "is new" : "is removed")}."));
        }
    }
}
