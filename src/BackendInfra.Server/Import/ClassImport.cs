using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Import;
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

    private readonly DateTimeOffset _now = IsoDate.Parse(IsoDate.Format(time.GetUtcNow()));
    private bool _createsClass;
    private long _rows;
    private FieldInference _fields = null!;

    public ImportResult Result => new(target, _rows, _createsClass, _fields.Added);

    public async Task CheckAsync(SchemaSnapshot schema, CancellationToken cancellationToken)
    {
        var existing = schema.Find(target.ClassName);
        if (existing is null && options.Strict)
            throw new ParseException(ErrorCode.InvalidClassName, $"The app has no class {target.ClassName}, and --strict adds none.");

        _createsClass = existing is null;
        _fields = new FieldInference(target.ClassName, existing, options, app.Options.Limits.FieldsPerClass);
        await using var file = source.Open();
        var reader = new RowReader(file);
        await foreach (var row in reader.ReadAsync(cancellationToken))
        {
            try
            {
                _fields.Add(ObjectReader.Read(row));
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
            var read = ObjectReader.Read(row);
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
            return new ObjectRow(read.ObjectId!, createdAt, read.UpdatedAt ?? createdAt, read.Acl, values.ToImmutable());
        }
        catch (ParseException exception)
        {
            throw ImportFailure.InRow(row.Number, exception);
        }
    }
}
