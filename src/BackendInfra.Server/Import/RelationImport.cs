using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Import;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Import;

/// <summary>Imports a file of a relation's members. A member's own objectId is dropped: the pair of ids is the row.</summary>
internal sealed class RelationImport(ImportTarget target, ImportSource source, ImportOptions options, IProgress<ImportProgress>? progress) : IFileImport
{
    private const int BatchRows = 5000;
    private const string OwningId = "owningId", RelatedId = "relatedId";

    private long _rows;
    private long _orphans;

    public ImportResult Result => new(target, _rows, CreatedClass: false, [])
    {
        Notes = _orphans > 0 ? [$"left out: {_orphans} members whose owner does not exist"] : [],
    };

    public async Task CheckAsync(SchemaSnapshot schema, CancellationToken cancellationToken)
    {
        await using var file = source.Open();
        var reader = new RowReader(file);
        await foreach (var row in reader.ReadAsync(cancellationToken))
        {
            // A file without rows needs nothing; the first row needs the relation.
            if (_rows == 0)
                Find(schema);
            Read(row);
            _rows = row.Number;
            if (_rows % BatchRows == 0)
                progress?.Report(new(IsWriting: false, _rows, reader.BytesRead));
        }
    }

    public async Task WriteAsync(IStoreTransaction transaction, RowRange oneByOne, CancellationToken cancellationToken)
    {
        _orphans = 0;
        if (_rows == 0)
            return;

        var (owner, relation) = Find(transaction.Schema);
        await using var file = source.Open();
        var reader = new RowReader(file);
        var batch = new List<RelationMember>(BatchRows);
        var first = 1L;
        await foreach (var row in reader.ReadAsync(cancellationToken))
        {
            batch.Add(Read(row));
            if (batch.Count < BatchRows)
                continue;
            await WriteAsync(transaction, owner, relation, batch, first, cancellationToken);
            batch.Clear();
            first = row.Number + 1;
            progress?.Report(new(IsWriting: true, row.Number, reader.BytesRead));
        }

        if (batch.Count > 0)
            await WriteAsync(transaction, owner, relation, batch, first, cancellationToken);
    }

    private async Task WriteAsync(
        IStoreTransaction transaction, ClassSchema owner, FieldDefinition relation, List<RelationMember> batch, long first, CancellationToken cancellationToken)
    {
        var missing = await transaction.AddMembersAsync(owner, relation, batch, cancellationToken);
        if (missing.Count == 0)
            return;
        if (options.SkipOrphans)
        {
            _orphans += batch.Count(member => missing.Contains(member.OwningId));
            return;
        }

        var index = batch.FindIndex(member => missing.Contains(member.OwningId));
        throw ImportFailure.InRow(first + index, new ParseException(
            ErrorCode.ObjectNotFound,
            $"{owner.Name} has no object with the {OwningId} {batch[index].OwningId}. Import {new ImportTarget(owner.Name).FileName} first, or leave such members out with --skip-orphans."));
    }

    private (ClassSchema Owner, FieldDefinition Relation) Find(SchemaSnapshot schema)
    {
        var file = new ImportTarget(target.ClassName).FileName;
        var owner = schema.Find(target.ClassName)
            ?? throw new ParseException(ErrorCode.InvalidClassName, $"The app has no class {target.ClassName}. Import {file} first.");
        return owner.Find(target.Relation!) is { Type: FieldType.Relation } relation
            ? (owner, relation)
            : throw new ParseException(
                ErrorCode.IncorrectType,
                $"{target.ClassName} has no relation {target.Relation}. Import {file} first, or add the field as a Relation.");
    }

    private static RelationMember Read(ImportRow row)
    {
        try
        {
            using var document = ExtendedJson.Parse(row.Json);
            string? owningId = null, relatedId = null;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var name = ParseJson.ReadName(member);
                switch (name)
                {
                    case OwningId:
                        owningId = ReadId(name, member.Value);
                        break;
                    case RelatedId:
                        relatedId = ReadId(name, member.Value);
                        break;
                    case Names.ObjectId or "_id" or Names.CreatedAt or Names.UpdatedAt or "_created_at" or "_updated_at":
                        break;
                    default:
                        throw Refusals.InvalidKeyName(Excerpt.Of(name));
                }
            }

            return new RelationMember(
                owningId ?? throw Missing(OwningId),
                relatedId ?? throw Missing(RelatedId));
        }
        catch (ParseException exception)
        {
            throw ImportFailure.InRow(row.Number, exception);
        }
    }

    private static string ReadId(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && ParseJson.ReadText(value) is var id && ObjectId.IsValid(id)
            ? id
            : throw new ParseException(ErrorCode.MissingObjectId, $"Invalid {name}: {Excerpt.Of(value.GetRawText())}");

    private static ParseException Missing(string name) => new(ErrorCode.MissingObjectId, $"{name} is missing.");
}
