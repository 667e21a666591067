using System.Collections.Immutable;

namespace BackendInfra.Server.Import;

/// <summary>What one file brought.</summary>
/// <param name="Target">The class, the join table, or the class definitions.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="CreatedClass">Whether the class is new.</param>
/// <param name="AddedFields">Fields that the class did not have before, by name.</param>
internal sealed record ImportResult(ImportTarget Target, long Rows, bool CreatedClass, ImmutableArray<string> AddedFields)
{
    /// <summary>What an operator should know besides: what was left out, and why.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
