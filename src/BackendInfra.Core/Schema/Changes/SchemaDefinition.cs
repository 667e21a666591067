using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema.Changes;

/// <summary>Classes as files define them: each one whole, so that what its definition leaves out is not wanted.</summary>
/// <param name="Classes">What a definition of a system class says is added to what the system needs.</param>
public sealed record SchemaDefinition(ImmutableArray<ClassEdit> Classes)
{
    /// <summary>Whether classes without a definition go; else they stay as they are.</summary>
    public bool Prune { get; init; }

    /// <summary>The classes that have no definition, and are none of the system's.</summary>
    public IEnumerable<string> Undefined(SchemaSnapshot snapshot) =>
        snapshot.Classes.Select(schema => schema.Name).Where(name => !Names.IsSystemClass(name)).Except(Classes.Select(edit => edit.ClassName));

    /// <summary>The classes as they are defined; the argument itself when they are so already.</summary>
    /// <exception cref="ParseException">A definition that <see cref="SchemaEditor"/> refuses, or 103 for two of one class.</exception>
    public SchemaSnapshot ApplyTo(SchemaSnapshot snapshot, AppOptions options)
    {
        if (Classes.GroupBy(edit => edit.ClassName).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ParseException(ErrorCode.InvalidClassName, $"Class {twice.Key} is defined twice.");

        var undefined = Prune ? [.. Undefined(snapshot)] : Array.Empty<string>();
        foreach (var edit in Classes.Select(WithoutSystemFields))
        {
            if (snapshot.Find(edit.ClassName) is not { } existing)
                snapshot = SchemaEditor.Create(snapshot, edit, options);
            else if (Difference(existing, edit) is { } change)
                snapshot = SchemaEditor.Update(snapshot, change, options);
        }

        return undefined.Aggregate(snapshot, SchemaEditor.Delete);
    }

    private static ClassEdit WithoutSystemFields(ClassEdit edit) => edit with
    {
        SetFields = [.. edit.SetFields.Where(field => !field.IsSystem && !SystemClasses.Owns(edit.ClassName, field.Name))],
    };

    /// <summary>What leads from a class to its definition; null for nothing.</summary>
    private static ClassEdit? Difference(ClassSchema existing, ClassEdit wanted)
    {
        var removed = existing.CustomFields
            .Where(field => !SystemClasses.Owns(existing.Name, field.Name))
            .Where(field => wanted.SetFields.FirstOrDefault(w => w.Name == field.Name) is not { } kept || !IsSameType(field, kept))
            .Select(field => field.Name)
            .ToImmutableArray();
        var kept = existing.Indexes.Where(index => !index.Fields.Any(removed.Contains)).ToArray();
        var edit = new ClassEdit(existing.Name)
        {
            DeleteFields = removed,
            SetFields = [.. wanted.SetFields.Where(field => removed.Contains(field.Name) || !IsSame(existing.Find(field.Name), field))],
            DeleteIndexes = [.. kept.Except(wanted.AddIndexes).Select(index => index.Name)],
            AddIndexes = [.. wanted.AddIndexes.Except(kept)],
            Permissions = wanted.Permissions is { } permissions && Text(permissions) != Text(existing.Permissions) ? permissions : null,
        };
        return edit is { DeleteFields.IsEmpty: true, SetFields.IsEmpty: true, DeleteIndexes.IsEmpty: true, AddIndexes.IsEmpty: true, Permissions: null } ? null : edit;
    }

    private static bool IsSameType(FieldDefinition field, FieldDefinition other) => field.Type == other.Type && field.TargetClass == other.TargetClass;

    private static bool IsSame(FieldDefinition? existing, FieldDefinition wanted) =>
        existing is not null && existing.Required == wanted.Required && Equals(existing.DefaultValue, wanted.DefaultValue);

    private static string Text(ClassLevelPermissions permissions) => ParseJsonText.Text(json => ClassLevelPermissionsJson.Write(json, permissions));
}
