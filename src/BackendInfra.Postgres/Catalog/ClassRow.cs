namespace BackendInfra.Postgres.Catalog;

/// <summary>A class definition in the catalog.</summary>
internal sealed class ClassRow
{
    public required string AppId { get; set; }

    public required string Name { get; set; }

    /// <summary>JSON of fields, permissions and indexes; see <see cref="ClassDefinitionJson"/>.</summary>
    public required string Definition { get; set; }
}
