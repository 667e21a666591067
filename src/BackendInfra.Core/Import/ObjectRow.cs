using System.Collections.Immutable;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Import;

/// <summary>One whole object as an import brings it: its id, dates and ACL are kept, no default is applied.</summary>
/// <param name="Acl">Null for an object that is open to everybody.</param>
/// <param name="Values">Of fields that <c>data</c> holds, each checked against its field; never null values.</param>
public sealed record ObjectRow(
    string ObjectId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    Acl? Acl,
    ImmutableArray<(FieldDefinition Field, ParseValue Value)> Values)
{
    /// <summary>Texts for internal columns. A column that a row says nothing about keeps what it holds.</summary>
    public ImmutableArray<InternalValue> Internal { get; init; } = [];
}
