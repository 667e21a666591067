using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>One included field of a <see cref="RestSelection"/>.</summary>
/// <param name="Field">A Pointer, or an Array that holds pointers.</param>
/// <param name="Targets">One for a Pointer; one per class for an Array.</param>
public sealed record RestInclude(FieldDefinition Field, ImmutableArray<RestIncludeTarget> Targets);
