using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema.Changes;

/// <summary>The differences between two sets of classes, and what they mean to clients.</summary>
public static class ClassDiff
{
    /// <returns>Sorted as the classes are: system classes first, then by name.</returns>
    public static IReadOnlyList<SchemaChangeItem> Between(SchemaSnapshot before, SchemaSnapshot after)
    {
        var changes = new List<SchemaChangeItem>();
        var names = before.Classes.Concat(after.Classes).Select(schema => schema.Name).Distinct()
            .OrderBy(name => name.StartsWith('_') ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal);
        foreach (var name in names)
        {
            switch (before.Find(name), after.Find(name))
            {
                case (null, { } added):
                    changes.Add(new(ChangeSeverity.Safe, "CLASS_ADDED", name, $"The class {name} is new, with {Count(added.CustomFields.Count(), "field")}."));
                    break;
                case ({ }, null):
                    changes.Add(new(ChangeSeverity.Breaking, "CLASS_REMOVED", name, $"The class {name} is removed with its objects.") { LosesData = true });
                    break;
                case ({ } old, { } changed):
                    AddFields(changes, old, changed);
                    AddIndexes(changes, old, changed);
                    PermissionDiff.Add(changes, name, old.Permissions, changed.Permissions);
                    break;
            }
        }

        return changes;
    }

    private static void AddFields(List<SchemaChangeItem> changes, ClassSchema old, ClassSchema changed)
    {
        foreach (var name in old.CustomFields.Concat(changed.CustomFields).Select(field => field.Name).Distinct().Order(StringComparer.Ordinal))
        {
            var path = $"{old.Name}.{name}";
            switch (old.Find(name), changed.Find(name))
            {
                case (null, { Required: true, DefaultValue: null }):
                    changes.Add(new(ChangeSeverity.Breaking, "REQUIRED_FIELD_ADDED", path, $"{path} is new and required: creates without it are refused."));
                    break;
                case (null, { } added):
                    changes.Add(new(ChangeSeverity.Safe, "FIELD_ADDED", path, $"{path} is new: {added.TypeName}."));
                    break;
                case ({ }, null):
                    changes.Add(new(ChangeSeverity.Breaking, "FIELD_REMOVED", path, $"{path} is removed with its values.") { LosesData = true });
                    break;
                case ({ } before, { } after) when before.Type != after.Type || before.TargetClass != after.TargetClass:
                    changes.Add(new(ChangeSeverity.Breaking, "FIELD_TYPE_CHANGED", path, $"{path} changes from {before.TypeName} to {after.TypeName}: its values are deleted.") { LosesData = true });
                    break;
                case ({ } before, { } after):
                    AddOptions(changes, path, before, after);
                    break;
            }
        }
    }

    private static void AddOptions(List<SchemaChangeItem> changes, string path, FieldDefinition before, FieldDefinition after)
    {
        switch (before.Required, after.Required)
        {
            case (false, true) when after.DefaultValue is null:
                changes.Add(new(ChangeSeverity.Breaking, "FIELD_REQUIRED", path, $"{path} becomes required: creates without it are refused."));
                break;
            case (false, true):
                changes.Add(new(ChangeSeverity.Dangerous, "FIELD_REQUIRED", path, $"{path} becomes required, with a default value."));
                break;
            case (true, false):
                changes.Add(new(ChangeSeverity.Dangerous, "FIELD_OPTIONAL", path, $"{path} is no longer required: readers may meet objects without it."));
                break;
        }

        if (Equals(before.DefaultValue, after.DefaultValue))
            return;
        var severity = before.DefaultValue is null ? ChangeSeverity.Safe
            : after is { DefaultValue: null, Required: true } ? ChangeSeverity.Breaking
            : ChangeSeverity.Dangerous;
        changes.Add(new(severity, "DEFAULT_CHANGED", path, $"The default value of {path} changes from {Text(before.DefaultValue)} to {Text(after.DefaultValue)}."));
    }

    private static void AddIndexes(List<SchemaChangeItem> changes, ClassSchema old, ClassSchema changed)
    {
        foreach (var name in old.Indexes.Concat(changed.Indexes).Select(index => index.Name).Distinct().Order(StringComparer.Ordinal))
        {
            var (before, after) = (Find(old, name), Find(changed, name));
            if (Equals(before, after))
                continue;
            var path = $"{old.Name}.{name}";
            var severity = before?.Unique == true || after?.Unique == true ? ChangeSeverity.Dangerous : ChangeSeverity.Safe;
            changes.Add((before, after) switch
            {
                (null, { Unique: true }) => new(severity, "UNIQUE_INDEX_ADDED", path, $"The unique index {path} is new: writes that repeat {Keys(after)} are refused."),
                (null, { }) => new(severity, "INDEX_ADDED", path, $"The index {path} is new, on {Keys(after)}."),
                ({ }, null) => new(severity, before.Unique ? "UNIQUE_INDEX_REMOVED" : "INDEX_REMOVED", path, $"The {(before.Unique ? "unique " : "")}index {path} is removed."),
                _ => new(severity, "INDEX_CHANGED", path, $"The index {path} is made anew, on {Keys(after!)}."),
            });
        }
    }

    private static IndexDefinition? Find(ClassSchema schema, string name) => schema.Indexes.FirstOrDefault(index => index.Name == name);

    private static string Keys(IndexDefinition index) => string.Join(", ", index.Keys.Select(key => key.Field));

    private static string Text(ParseValue? value) => value is null ? "none" : Excerpt.Of(ParseJsonText.Wire(value));

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
