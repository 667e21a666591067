namespace BackendInfra.Core.Writes;

/// <summary>Lets an update or a delete reach an object only while it is a member of another object's relation.</summary>
public sealed record RelationMembership(string ClassName, string Field, string OwnerId);
