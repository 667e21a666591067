using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Import;

/// <summary>
/// Imports class definitions: makes the classes, adds the fields and indexes that they lack, and sets their permissions.
/// Nothing is deleted, and no type changed. Done again, it changes nothing.
/// </summary>
internal sealed class SchemaImport(ImportTarget target, ImportSource source, App app, ImportOptions options) : IFileImport
{
    /// <summary>The index of the objectId, which every class has.</summary>
    private const string IdIndex = "_id_";

    private readonly List<(long Row, StoredClass Class)> _classes = [];
    private readonly List<string> _notes = [];

    public ImportResult Result => new(target, _classes.Count, CreatedClass: false, []) { Notes = [.. _notes] };

    public async Task CheckAsync(SchemaSnapshot schema, CancellationToken cancellationToken)
    {
        await using var file = source.Open();
        await foreach (var row in new RowReader(file).ReadAsync(cancellationToken))
        {
            try
            {
                _classes.Add((row.Number, StoredClass.Read(row)));
            }
            catch (ParseException exception)
            {
                throw ImportFailure.InRow(row.Number, exception);
            }
        }

        var after = Apply(schema);
        if (options.Strict && !ReferenceEquals(after, schema))
            throw new ParseException(ErrorCode.InvalidClassName, "The definitions differ from the app's classes, and --strict changes none.");
    }

    public async Task WriteAsync(IStoreTransaction transaction, RowRange oneByOne, CancellationToken cancellationToken) =>
        await transaction.ChangeSchemaAsync(Apply, cancellationToken);

    private SchemaSnapshot Apply(SchemaSnapshot snapshot)
    {
        _notes.Clear();
        foreach (var (row, stored) in _classes)
        {
            try
            {
                snapshot = Apply(snapshot, stored);
            }
            catch (ParseException exception)
            {
                throw ImportFailure.InRow(row, exception);
            }
        }

        return snapshot;
    }

    private SchemaSnapshot Apply(SchemaSnapshot snapshot, StoredClass stored)
    {
        if (!ImportTarget.IsImported(stored.Name))
            return Left(snapshot, $"{stored.Name} belongs to the other server");
        if (snapshot.Find(stored.Name) is not { } existing)
        {
            _notes.Add($"new class {stored.Name}");
            snapshot = SchemaEditor.Create(snapshot, new ClassEdit(stored.Name) { SetFields = stored.Fields, Permissions = stored.Permissions }, app.Options);
        }
        else
        {
            var edit = new ClassEdit(stored.Name)
            {
                SetFields = [.. stored.Fields.Where(field => !SystemClasses.Owns(stored.Name, field.Name) && Differs(existing, field))],
                Permissions = Permissions(stored) is var wanted && Text(wanted) != Text(existing.Permissions) ? wanted : null,
            };
            if (!edit.SetFields.IsEmpty || edit.Permissions is not null)
                snapshot = SchemaEditor.Update(snapshot, edit, app.Options);
        }

        return stored.Indexes.Aggregate(snapshot, (current, index) => Apply(current, stored.Name, index));
    }

    private SchemaSnapshot Apply(SchemaSnapshot snapshot, string className, StoredIndex index)
    {
        var schema = snapshot.Find(className)!;
        if (index.Name == IdIndex || schema.Indexes.Any(known => known.Name == index.Name))
            return snapshot;
        if (index.Definition is not { } definition)
            return Left(snapshot, $"index {Excerpt.Of(index.Name)} of {className} is of a kind that there is not here");
        try
        {
            return SchemaEditor.Update(snapshot, new ClassEdit(className) { AddIndexes = [definition] }, app.Options);
        }
        catch (ParseException exception)
        {
            // An index only costs speed; definitions must not fail for one.
            return Left(snapshot, $"index {Excerpt.Of(index.Name)} of {className}: {exception.Message}");
        }
    }

    private SchemaSnapshot Left(SchemaSnapshot snapshot, string what)
    {
        _notes.Add($"left out: {what}");
        return snapshot;
    }

    /// <summary>What Parse Server protects by its options, not by the class, stays protected here.</summary>
    private static ClassLevelPermissions Permissions(StoredClass stored)
    {
        if (stored.Name != UserClass.Name)
            return stored.Permissions;
        var groups = stored.Permissions.ProtectedFields;
        var everyone = groups.GetValueOrDefault(OperationRule.Everyone) ?? [];
        return stored.Permissions with { ProtectedFields = groups.SetItem(OperationRule.Everyone, everyone.Add(UserClass.Email)) };
    }

    private static bool Differs(ClassSchema existing, FieldDefinition field) =>
        existing.Find(field.Name) is not { } known || known.Type != field.Type || known.TargetClass != field.TargetClass
        || known.Required != field.Required || !Equals(known.DefaultValue, field.DefaultValue);

    private static string Text(ClassLevelPermissions permissions) => ParseJsonText.Text(json => ClassLevelPermissionsJson.Write(json, permissions));
}
