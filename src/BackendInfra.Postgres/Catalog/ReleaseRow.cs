namespace BackendInfra.Postgres.Catalog;

/// <summary>A release of an app's Cloud Code in the catalog.</summary>
internal sealed class ReleaseRow
{
    public required string AppId { get; set; }

    public int Number { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string Comment { get; set; }

    /// <summary>A zip archive of its files.</summary>
    public required byte[] Bundle { get; set; }

    /// <summary>SHA-256 of its files.</summary>
    public required string Digest { get; set; }

    /// <summary>JSON of <see cref="Core.CloudCode.CloudDefinitions"/>.</summary>
    public required string Definitions { get; set; }
}
