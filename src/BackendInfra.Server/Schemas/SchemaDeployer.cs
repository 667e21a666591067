using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Writes;
using BackendInfra.Server.GraphQL.Diff;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.Schemas;

/// <summary>Compares and deploys classes that files define.</summary>
internal static class SchemaDeployer
{
    /// <param name="functions">The app's functions, which are part of its GraphQL schema.</param>
    /// <exception cref="Core.Errors.ParseException">A definition that is refused; 255 with all that stands in the way, unless it is a dry run.</exception>
    public static async Task<SchemaReport> RunAsync(
        IStoreTransaction transaction, App app, SchemaDefinition definition, SchemaDeploymentOptions options, IReadOnlyCollection<string> functions, CancellationToken cancellationToken)
    {
        var done = await transaction.DeploySchemaAsync(snapshot => definition.ApplyTo(snapshot, app.Options), options, cancellationToken);
        var changes = Compare(done.Before, done.After, functions, app);
        return changes with { Statements = done.Statements, Obstacles = done.Obstacles, Undefined = definition.Prune ? [] : [.. definition.Undefined(done.Before)] };
    }

    /// <summary>What changes from some classes to others, and in their GraphQL schema.</summary>
    /// <param name="app">The app whose GraphQL configuration and custom schema count; null for classes of no app.</param>
    public static SchemaReport Compare(SchemaSnapshot before, SchemaSnapshot after, IReadOnlyCollection<string> functions, App? app) => ReferenceEquals(before, after)
        ? SchemaReport.Of([], [])
        : SchemaReport.Of(ClassDiff.Between(before, after), SdlDiff.Between(Sdl(before, functions, app), Sdl(after, functions, app)));

    /// <summary>The GraphQL schema of classes, as clients of the app see it.</summary>
    public static string Sdl(SchemaSnapshot snapshot, IReadOnlyCollection<string> functions, App? app) =>
        AppSchemaBuilder.Print(AppSchemaBuilder.Build(snapshot, functions, _ => { }, app?.GraphQLConfig, app?.Options.GraphQLSchema, app?.CloudCode?.Definitions));
}
