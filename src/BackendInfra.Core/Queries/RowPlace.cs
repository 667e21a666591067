using System.Collections.Immutable;

namespace BackendInfra.Core.Queries;

/// <summary>A place in the order of a read, whether or not a row still stands there: what a keyset cursor holds.</summary>
/// <param name="Values">One for each key of the complete order (<see cref="SortOrder"/>); null where the row's value is unset.</param>
public sealed record RowPlace(ImmutableArray<Operand?> Values);
