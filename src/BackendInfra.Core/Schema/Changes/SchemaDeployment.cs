using System.Collections.Immutable;

namespace BackendInfra.Core.Schema.Changes;

/// <summary>What a deployment of classes has done, or what a dry run says that it would do.</summary>
/// <param name="After">The classes afterwards; <paramref name="Before"/> itself when there was nothing to do.</param>
/// <param name="Statements">The SQL that changes tables and indexes, in order.</param>
/// <param name="Obstacles">What stands in the way, with what to do about it; only a dry run can have any.</param>
public sealed record SchemaDeployment(SchemaSnapshot Before, SchemaSnapshot After, ImmutableArray<string> Statements, ImmutableArray<string> Obstacles);
