using System.Collections.Immutable;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Postgres.Compiler;

/// <summary>One object of a REST row and where its columns stand in the result.</summary>
/// <param name="Ordinal">The first of its <see cref="ColumnCount"/> columns: objectId, createdAt, updatedAt, read and write permissions, data.</param>
/// <param name="Pointers">Included objects, by the pointer's field.</param>
/// <param name="Arrays">Ordinals of ready-made texts, by the Array field they replace.</param>
internal sealed record RestNode(
    ClassSchema Class,
    RestSelection Selection,
    int Ordinal,
    ImmutableDictionary<string, RestNode> Pointers,
    ImmutableDictionary<string, int> Arrays)
{
    /// <summary>The column of the score; null when it is not sent.</summary>
    public int? Score { get; init; }

    /// <summary>Columns that tell whether the row shows a field, for those that not every row shows.</summary>
    public ImmutableDictionary<string, int> Conditions { get; init; } = ImmutableDictionary<string, int>.Empty;

    public const int ColumnCount = 6;
}
