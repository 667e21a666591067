using System.Collections.Concurrent;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Triggers;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>The GraphQL schemas of all apps, each built once per version of the app's classes and then swapped in.</summary>
internal sealed class AppRuntimes(ISchemaRegistry registry, IFunctionDispatcher functions, ILogger<AppRuntimes> log)
{
    private readonly ConcurrentDictionary<string, Entry> _runtimes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string App, string Warning), bool> _warned = new();

    public async ValueTask<AppRuntime> GetAsync(App app, CancellationToken cancellationToken)
    {
        var snapshot = await registry.GetAsync(app, cancellationToken);
        while (true)
        {
            var current = _runtimes.GetValueOrDefault(app.Id);

            // Cached plans hold limits of the options, and answers of the triggers, that they were made with.
            if (current is not null && current.IsOf(app) && await current.Runtime.Value is var runtime && runtime.Schema.Snapshot.Version >= snapshot.Version)
                return runtime;

            // Lazy makes concurrent requests wait for one build instead of each making its own; they hold no thread meanwhile.
            var next = new Entry(app, new Lazy<Task<AppRuntime>>(() => Task.Run(() => Build(app, snapshot), CancellationToken.None)));
            if (current is null ? _runtimes.TryAdd(app.Id, next) : _runtimes.TryUpdate(app.Id, next, current))
                return await next.Runtime.Value;
        }
    }

    private AppRuntime Build(App app, SchemaSnapshot snapshot) =>
        new(AppSchemaBuilder.Build(snapshot, functions.Names(app), warning => WarnOnce(app, warning), app.GraphQLConfig, app.Options.GraphQLSchema, app.CloudCode?.Definitions));

    private void WarnOnce(App app, string warning)
    {
        if (_warned.TryAdd((app.Id, warning), true))
            log.LogWarning("GraphQL schema of app {App}: {Warning}", app.Name, warning);
    }

    /// <summary>Compared by reference when it is replaced.</summary>
    private sealed class Entry(App app, Lazy<Task<AppRuntime>> runtime)
    {
        public Lazy<Task<AppRuntime>> Runtime { get; } = runtime;

        public bool IsOf(App present) => ReferenceEquals(app.Options, present.Options) && ReferenceEquals(app.Webhooks, present.Webhooks) && ReferenceEquals(app.CloudCode, present.CloudCode) && ReferenceEquals(app.GraphQLConfig, present.GraphQLConfig);
    }
}
