namespace BackendInfra.Core.Apps;

/// <summary>Keeps apps' GraphQL configs; they are read with the app itself, <see cref="App.GraphQLConfig"/>.</summary>
public interface IGraphQLConfigStore
{
    /// <summary>Replaces an app's config; running servers follow within moments.</summary>
    /// <exception cref="Errors.ParseException">101 when the app is gone.</exception>
    Task ReplaceAsync(App app, GraphQLConfig config, CancellationToken cancellationToken);
}
