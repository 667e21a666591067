using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Webhooks;

namespace BackendInfra.Core.Apps;

/// <summary>One app of this server: its keys, its options, and a PostgreSQL schema of its own.</summary>
/// <param name="Id">The application id that clients send; public.</param>
/// <param name="Name">The short name of command lines, such as <c>shop</c>.</param>
/// <param name="DatabaseSchema">Holds all of the app's tables, and no other app's.</param>
public sealed record App(string Id, string Name, string DatabaseSchema, AppKeys Keys, AppOptions Options)
{
    /// <summary>Triggers and functions that run elsewhere.</summary>
    public WebhookSet Webhooks { get; init; } = WebhookSet.None;

    /// <summary>What its GraphQL schema shows.</summary>
    public GraphQLConfig GraphQLConfig { get; init; } = GraphQLConfig.None;

    /// <summary>The release of its own code that runs; null when none is deployed.</summary>
    public CloudRelease? CloudCode { get; init; }
}
