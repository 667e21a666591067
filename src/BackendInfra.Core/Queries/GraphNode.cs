using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>One response key of a <see cref="GraphSelection"/>.</summary>
/// <param name="Key">The alias, or the field's name.</param>
public abstract record GraphNode(string Key);

/// <summary>A constant JSON text, such as a <c>__typename</c>, or null for what the caller may not see.</summary>
public sealed record ConstantNode(string Key, string Json) : GraphNode(Key)
{
    public static ConstantNode Null(string key) => new(key, "null");
}

/// <summary>The global id: base64 of <c>ClassName:objectId</c>.</summary>
public sealed record GlobalIdNode(string Key) : GraphNode(Key);

/// <summary>A field in its plain form: texts, numbers, ISO dates, base64, objects as they are stored.</summary>
/// <param name="NonNull">Writes <see cref="GraphSelection.MissingMarker"/> in place of null.</param>
public sealed record FieldNode(string Key, FieldDefinition Field, bool NonNull = false) : GraphNode(Key);

/// <summary>Members of a GeoPoint (<c>latitude</c>, <c>longitude</c>) or a File (<c>name</c>, <c>url</c>), or of every point of a Polygon.</summary>
public sealed record PartsNode(string Key, FieldDefinition Field, ImmutableArray<PartNode> Parts, bool NonNull = false) : GraphNode(Key);

/// <param name="Part">The member's name as stored; null when <paramref name="Constant"/> is the whole answer.</param>
public sealed record PartNode(string Key, string? Part, string? Constant = null)
{
    /// <summary>For a place: its distance from another one in place of a member.</summary>
    public PartDistance? Distance { get; init; }
}

/// <param name="From">A GeoPoint.</param>
/// <param name="PerRadian">The unit.</param>
public sealed record PartDistance(Operand From, double PerRadian);

/// <summary>The object's ACL in the three groups of GraphQL; an object without one shows public read and write.</summary>
public sealed record AclNode(string Key, ImmutableArray<AclGroupNode> Groups) : GraphNode(Key);

public sealed record AclGroupNode(string Key, AclGroup Group, ImmutableArray<AclMemberNode> Members);

/// <param name="Member"><c>userId</c>, <c>roleName</c>, <c>read</c> or <c>write</c>; null for a constant.</param>
public sealed record AclMemberNode(string Key, string? Member, string? Constant = null);

public enum AclGroup
{
    Users,
    Roles,
    Public,
    TypeName,
}

/// <summary>The object that a pointer names; null when it is missing or the caller may not read it.</summary>
public sealed record PointerNode(string Key, FieldDefinition Field, ClassSchema Target, GraphSelection Selection) : GraphNode(Key)
{
    /// <summary>What the access gate demands of the object.</summary>
    public Filter Readable { get; internal init; } = Filter.All;
}

/// <summary>An Array field. Pointers to a class with a fragment come as objects of it, all else as <c>Element</c>.</summary>
/// <param name="Element">The selection on <c>Element</c>: keys of <c>value</c> and constants.</param>
/// <param name="Objects">One per class whose objects are wanted.</param>
public sealed record ArrayNode(string Key, FieldDefinition Field, ImmutableArray<PartNode> Element, ImmutableArray<ArrayObjectNode> Objects, bool NonNull = false)
    : GraphNode(Key);

public sealed record ArrayObjectNode(ClassSchema Target, GraphSelection Selection)
{
    /// <summary>What the access gate demands of the object.</summary>
    public Filter Readable { get; internal init; } = Filter.All;
}

/// <summary>A node of the rows that match a condition; null in all others. Only the access gate makes it.</summary>
public sealed record ConditionalNode(Filter Condition, GraphNode Node) : GraphNode(Node.Key);

/// <summary>The members of a relation as a connection, in the same statement.</summary>
/// <param name="Plan">Reads the related class, selecting a <see cref="ConnectionSelection"/>; its where holds the <see cref="RelatedToFilter"/> of this row.</param>
public sealed record ConnectionNode(string Key, ReadPlan Plan) : GraphNode(Key);
