using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>Checks every change against its field's type, and adds the fields that the class does not have yet.</summary>
internal sealed class ResolveFields : IWriteStep
{
    public void Run(WriteContext write)
    {
        var paths = new WrittenPaths();
        foreach (var change in write.Plan.Changes)
        {
            Names.RequireField(change.Field);
            if (Names.IsSystemField(change.Field))
                throw Refusals.InvalidKeyName(change.Field);
            NestedPath.Check(change);
            paths.Add(change);

            if (Wanted(change) is not { } wanted)
                continue;
            if (write.Class.Find(change.Field) is { } field)
                Check(write, field, wanted);
            else
                Add(write, wanted);
        }
    }

    private static void Check(WriteContext write, FieldDefinition field, FieldDefinition wanted)
    {
        // An empty relation operation names no class, and fits whichever the relation has.
        var sameTarget = field.TargetClass == wanted.TargetClass || (field.Type == FieldType.Relation && wanted.TargetClass is null);
        if (field.Type != wanted.Type || !sameTarget)
            throw Refusals.SchemaMismatch(write.Class.Name, field.Name, field.TypeName, wanted.TypeName);
        if (!wanted.PointedClasses.IsSubsetOf(field.PointedClasses))
            write.ChangeSchema(snapshot => SchemaEditor.EnsureField(snapshot, write.Plan.ClassName, wanted, write.App.Options));
    }

    private static void Add(WriteContext write, FieldDefinition wanted)
    {
        if (wanted is { Type: FieldType.Relation, TargetClass: null })
            return;
        if (!write.CreatesClass)
            AccessGate.RequireAddField(write);
        write.AddsField = true;
        write.ChangeSchema(snapshot => SchemaEditor.EnsureField(snapshot, write.Plan.ClassName, wanted, write.App.Options));
    }

    /// <summary>The field that a change needs; null when it says nothing about the type.</summary>
    private static FieldDefinition? Wanted(FieldChange change)
    {
        if (change.IsNested)
        {
            return change.Operation is SetOperation or IncrementOperation or DeleteOperation
                ? new FieldDefinition(change.Field, FieldType.Object)
                : throw Refusals.InvalidJson($"{change.Field}: only values, Increment and Delete can be used inside an Object field.");
        }

        return change.Operation switch
        {
            SetOperation set => Inferred(change.Field, set.Value),
            SetOnInsertOperation set => Inferred(change.Field, set.Value),
            IncrementOperation => new(change.Field, FieldType.Number),
            AddOperation add => Inferred(change.Field, new ArrayValue(add.Items)),
            AddUniqueOperation add => Inferred(change.Field, new ArrayValue(add.Items)),
            RemoveOperation => new(change.Field, FieldType.Array),
            RelationOperation relation => new(change.Field, FieldType.Relation, relation.TargetClass),
            _ => null,
        };
    }

    private static FieldDefinition? Inferred(string name, ParseValue value) =>
        FieldTypes.Infer(name, value) is not { } field ? null
        : value is ArrayValue array ? field with { PointedClasses = PointedClasses(array.Items) }
        : field;

    private static ImmutableSortedSet<string> PointedClasses(ImmutableArray<ParseValue> items) =>
        [.. items.OfType<PointerValue>().Select(pointer => pointer.ClassName)];
}
