using System.Collections.Immutable;
using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Schema;

/// <summary>One class: its fields, permissions and indexes. Immutable; a change makes a new one.</summary>
public sealed record ClassSchema(string Name)
{
    /// <summary>All fields by name, the four of <see cref="FieldDefinition.System"/> among them.</summary>
    public ImmutableSortedDictionary<string, FieldDefinition> Fields { get; init; } =
        FieldDefinition.System.ToImmutableSortedDictionary(f => f.Name, f => f, StringComparer.Ordinal);

    public ClassLevelPermissions Permissions { get; init; } = ClassLevelPermissions.Protected;

    public ImmutableArray<IndexDefinition> Indexes { get; init; } = [];

    /// <summary>Physical name of the class's table in the app's schema.</summary>
    public string Table => Names.Physical(Name);

    /// <summary>The fields that are not <see cref="FieldDefinition.System"/>, sorted by name.</summary>
    public IEnumerable<FieldDefinition> CustomFields => Fields.Values.Where(f => !f.IsSystem);

    /// <summary>Logical name of a relation's join table, as Parse's exports write it.</summary>
    public string JoinName(FieldDefinition relation) => $"_Join:{relation.Name}:{Name}";

    /// <summary>Physical name of a relation's join table.</summary>
    public string JoinTable(FieldDefinition relation) => Names.Physical(JoinName(relation));

    public FieldDefinition? Find(string field) => Fields.GetValueOrDefault(field);

    public ClassSchema With(FieldDefinition field) => this with { Fields = Fields.SetItem(field.Name, field) };
}
