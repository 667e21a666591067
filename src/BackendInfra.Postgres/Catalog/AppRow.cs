namespace BackendInfra.Postgres.Catalog;

/// <summary>An app in the catalog.</summary>
internal sealed class AppRow
{
    /// <summary>The application id that clients send.</summary>
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The PostgreSQL schema of the app's tables.</summary>
    public required string DatabaseSchema { get; set; }

    /// <summary>JSON of <see cref="Core.Apps.AppKeys"/>.</summary>
    public required string Keys { get; set; }

    /// <summary>JSON of <see cref="Core.Apps.AppOptions"/>.</summary>
    public required string Options { get; set; }

    /// <summary>JSON of <see cref="Core.Webhooks.WebhookSet"/>.</summary>
    public required string Webhooks { get; set; }

    /// <summary>JSON of <see cref="Core.Apps.GraphQLConfig"/>.</summary>
    public required string GraphQLConfig { get; set; }

    /// <summary>The number of the active release of its Cloud Code; null for none.</summary>
    public int? CloudRelease { get; set; }

    /// <summary>JSON of what that release defines: <see cref="Core.CloudCode.CloudDefinitions"/>.</summary>
    public string? CloudDefinitions { get; set; }

    /// <summary>Grows with every change of the app's classes; other servers compare it with theirs.</summary>
    public long SchemaVersion { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
