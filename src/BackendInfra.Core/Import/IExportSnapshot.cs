using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Import;

/// <summary>An app's rows at one moment. One enumeration at a time; each is a stream that holds no more than a row.</summary>
public interface IExportSnapshot
{
    /// <summary>Every object of a class in the order of its objectId: the JSON of REST, with its ACL. Valid until the next one.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ObjectsAsync(ClassSchema schema, CancellationToken cancellationToken);

    /// <summary>Every member of a relation, in the order of owner and member.</summary>
    IAsyncEnumerable<RelationMember> MembersAsync(ClassSchema schema, FieldDefinition relation, CancellationToken cancellationToken);
}
