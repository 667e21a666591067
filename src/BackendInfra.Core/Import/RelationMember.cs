namespace BackendInfra.Core.Import;

/// <summary>One row of a relation's join table.</summary>
/// <param name="OwningId">The object that has the relation field.</param>
/// <param name="RelatedId">The object of the relation's target class.</param>
public readonly record struct RelationMember(string OwningId, string RelatedId);
