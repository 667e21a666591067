using System.Collections.Immutable;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Schema;

/// <summary>One field of a class.</summary>
/// <param name="Name">As clients write it; checked by <see cref="Names"/>.</param>
/// <param name="TargetClass">The class that a Pointer or a Relation points to; null for every other type.</param>
public sealed record FieldDefinition(string Name, FieldType Type, string? TargetClass = null)
{
    /// <summary>A create without a value for it is refused (142).</summary>
    public bool Required { get; init; }

    /// <summary>Set on create when the client sends none.</summary>
    public ParseValue? DefaultValue { get; init; }

    /// <summary>Whether the table keeps the value in a generated column of its own, so that it can be indexed (design §4).</summary>
    public bool Promoted { get; init; }

    /// <summary>For an Array field, the classes that its pointers ever named: what <c>include</c> must look into.</summary>
    public ImmutableSortedSet<string> PointedClasses { get; init; } = [];

    /// <summary>Whether clients write it but nobody reads it: it is stored in another form, never in <c>data</c>, and never sent.</summary>
    public bool IsSecret { get; init; }

    public bool IsSystem => Names.IsSystemField(Name);

    /// <summary>Whether <c>data</c> holds it: not the system columns, not secrets, and not relations, whose members are join rows.</summary>
    public bool IsStoredInData => !IsSystem && !IsSecret && Type != FieldType.Relation;

    /// <summary>The type in messages, as Parse writes it: <c>String</c>, <c>*Product</c>, <c>Relation&lt;Category&gt;</c>.</summary>
    public string TypeName => FieldTypes.Describe(Type, TargetClass);

    /// <summary>Physical name of the generated column; the prefix keeps it away from every system column.</summary>
    public string Column => Names.Physical("_f_" + Name);

    public static readonly FieldDefinition ObjectId = new(Names.ObjectId, FieldType.String);
    public static readonly FieldDefinition CreatedAt = new(Names.CreatedAt, FieldType.Date);
    public static readonly FieldDefinition UpdatedAt = new(Names.UpdatedAt, FieldType.Date);
    public static readonly FieldDefinition Acl = new(Names.Acl, FieldType.Acl);

    /// <summary>The four fields that every class has.</summary>
    public static readonly ImmutableArray<FieldDefinition> System = [ObjectId, CreatedAt, UpdatedAt, Acl];
}
