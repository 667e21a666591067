using System.Collections.Concurrent;
using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Import;

/// <summary>Imports a file of objects.</summary>
internal sealed class ClassImport(
    ImportTarget target, ImportSource source, App app, ImportOptions options, TimeProvider time, IProgress<ImportProgress>? progress)
    : IFileImport
{
    private const int BatchRows = 1000;
    private const int BatchBytes = 4 * 1024 * 1024;
    private const int Copies = 8;

    private readonly DateTimeOffset _now = IsoDate.Parse(IsoDate.Format(time.GetUtcNow()));
    private bool _createsClass;
    private long _rows;
    private FieldInference _fields = null!;
    private ClassSchema? _existing;
    private long _missingFiles;

    public ImportResult Result => new(target, _rows, _createsClass, _fields.Added)
    {
        Notes = _missingFiles > 0 ? [$"{_missingFiles} files are missing where they should come from"] : [],
    };

    public async Task CheckAsync(SchemaSnapshot schema, CancellationToken cancellationToken)
    {
        var existing = schema.Find(target.ClassName);
        if (existing is null && options.Strict)
            throw new ParseException(ErrorCode.InvalidClassName, $"The app has no class {target.ClassName}, and --strict adds none.");

        _existing = existing;
        _createsClass = existing is null;
        _fields = new FieldInference(target.ClassName, existing, options, app.Options.Limits.FieldsPerClass);
        await using var file = source.Open();
        var reader = new RowReader(file);
        await foreach (var row in reader.ReadAsync(cancellationToken))
        {
            try
            {
                _fields.Add(Read(row, existing));
            }
            catch (ParseException exception)
            {
                throw ImportFailure.InRow(row.Number, exception);
            }

            _rows = row.Number;
            if (_rows % BatchRows == 0)
                progress?.Report(new(IsWriting: false, _rows, reader.BytesRead));
        }
    }

    public async Task WriteAsync(IStoreTransaction transaction, RowRange oneByOne, CancellationToken cancellationToken)
    {
        var wanted = _fields.Wanted.ToImmutableArray();
        var schema = transaction.Schema;
        if (_createsClass || !wanted.IsEmpty)
            schema = await transaction.ChangeSchemaAsync(snapshot => Ensure(snapshot, wanted), cancellationToken);
        var type = schema.Find(target.ClassName) ?? throw Refusals.ClassDoesNotExist(target.ClassName);

        await using var file = source.Open();
        var reader = new RowReader(file);
        var batch = new ObjectBatch(transaction, type);
        var bytes = 0;
        await foreach (var row in reader.ReadAsync(cancellationToken))
        {
            batch.Add(row.Number, ToRow(type, row));
            bytes += row.Json.Length;
            if (batch.Count < BatchRows && bytes < BatchBytes && !oneByOne.Contains(row.Number) && !oneByOne.Contains(row.Number + 1))
                continue;
            await batch.FlushAsync(cancellationToken);
            bytes = 0;
            progress?.Report(new(IsWriting: true, row.Number, reader.BytesRead));
        }

        await batch.FlushAsync(cancellationToken);
    }

    public async Task CopyFilesAsync(CancellationToken cancellationToken)
    {
        if (options.Files is not { } copier)
            return;
        await using var file = source.Open();
        var places = new ConcurrentQueue<(long Row, FileValue File)>();
        await foreach (var row in new RowReader(file).ReadAsync(cancellationToken))
        {
            var read = ObjectReader.Read(row, target.ClassName);
            MongoForms.Settle(read, _existing);
            foreach (var value in read.Values.Values)
                FileValues.Map(value, found => Found(row.Number, found));
            if (places.Count >= BatchRows)
                await CopyAsync(copier, places, cancellationToken);
        }

        await CopyAsync(copier, places, cancellationToken);

        FileValue Found(long row, FileValue found)
        {
            if (copier.Copies(found) && !(found.Url is not null && FileValues.IsOwn(app, found)))
                places.Enqueue((row, found));
            return found;
        }
    }

    private async Task CopyAsync(FileCopier copier, ConcurrentQueue<(long Row, FileValue File)> places, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Copies, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(places.ToArray().DistinctBy(place => place.File.Name), parallel, async (place, token) =>
        {
            try
            {
                if (!await copier.CopyAsync(app, place.File, token))
                    Interlocked.Increment(ref _missingFiles);
            }
            catch (ParseException exception)
            {
                throw ImportFailure.InRow(place.Row, exception);
            }
        });
        places.Clear();
    }

    private SchemaSnapshot Ensure(SchemaSnapshot snapshot, ImmutableArray<FieldDefinition> wanted)
    {
        if (snapshot.Find(target.ClassName) is null)
            snapshot = SchemaEditor.Create(snapshot, new ClassEdit(target.ClassName), app.Options);
        foreach (var field in wanted)
            snapshot = SchemaEditor.EnsureField(snapshot, target.ClassName, field, app.Options);
        return snapshot;
    }

    private ObjectRow ToRow(ClassSchema schema, ImportRow row)
    {
        try
        {
            var read = Read(row, schema);
            var values = ImmutableArray.CreateBuilder<(FieldDefinition, ParseValue)>(read.Values.Count);
            foreach (var (name, value) in read.Values)
            {
                // Checked before, but the file may be another one by now.
                var field = schema.Find(name) ?? throw Refusals.InvalidKeyName(name);
                if (!FieldTypes.Fits(field, value))
                    throw Refusals.SchemaMismatch(schema.Name, name, field.TypeName, value.TypeName);
                if (field.IsStoredInData)
                    values.Add((field, value));
            }

            var createdAt = read.CreatedAt ?? read.UpdatedAt ?? _now;
            return new ObjectRow(read.ObjectId!, createdAt, read.UpdatedAt ?? createdAt, AclOf(read), values.ToImmutable()) { Internal = [.. read.Internal] };
        }
        catch (ParseException exception)
        {
            throw ImportFailure.InRow(row.Number, exception);
        }
    }

    private ImportedObject Read(ImportRow row, ClassSchema? schema)
    {
        var read = ObjectReader.Read(row, target.ClassName);
        MongoForms.Settle(read, schema);
        ImportedFiles.Settle(read, app, options.Files);
        return read;
    }

    /// <summary>A session is its user's alone, which here its ACL says.</summary>
    private Acl? AclOf(ImportedObject read) =>
        target.ClassName == SessionClass.Name && read.Values.GetValueOrDefault(SessionClass.User) is PointerValue user ? new Acl([user.ObjectId], [user.ObjectId])
        : target.ClassName == SessionClass.Name ? Acl.MasterOnly
        : read.Acl;
}
