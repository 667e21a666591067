using System.Collections.Immutable;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes;

/// <summary>What a write does to one field. Each is one SQL expression: nothing is read, changed and written back.</summary>
public abstract record FieldOperation;

/// <param name="Value">Never null: setting null is <see cref="DeleteOperation"/>.</param>
public sealed record SetOperation(ParseValue Value) : FieldOperation;

/// <summary>Unsets the field.</summary>
public sealed record DeleteOperation : FieldOperation
{
    public static readonly DeleteOperation Instance = new();
}

/// <summary>Adds to a number; an unset field counts as 0.</summary>
public sealed record IncrementOperation(double Amount) : FieldOperation;

/// <summary>Appends to an array.</summary>
public sealed record AddOperation(ImmutableArray<ParseValue> Items) : FieldOperation;

/// <summary>Appends to an array what it does not hold yet.</summary>
public sealed record AddUniqueOperation(ImmutableArray<ParseValue> Items) : FieldOperation;

/// <summary>Takes every occurrence of the items out of an array.</summary>
public sealed record RemoveOperation(ImmutableArray<ParseValue> Items) : FieldOperation;

/// <summary>Sets on create, and does nothing on update.</summary>
public sealed record SetOnInsertOperation(ParseValue Value) : FieldOperation;

/// <summary>Changes a relation's members. What is in both lists ends up removed.</summary>
/// <param name="TargetClass">The class that the pointers named; null when both lists are empty.</param>
public sealed record RelationOperation(string? TargetClass, ImmutableArray<string> Add, ImmutableArray<string> Remove) : FieldOperation
{
    /// <summary>Whether every member goes that is not added.</summary>
    public bool RemovesOthers { get; init; }
}
