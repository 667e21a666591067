using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema.Changes;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Schemas;

/// <summary>
/// Applies the folders of the settings <c>Schemas:{app}</c> before the server listens. Of several servers one does the work, and
/// the others find nothing left to do. A folder that cannot be applied stops the start: half-deployed is worse than not deployed.
/// </summary>
internal sealed class ConfiguredSchemas(IConfiguration configuration, IAppStore apps, IObjectStore store, IFunctionDispatcher functions, ILogger<ConfiguredSchemas> log) : IHostedService
{
    private const string Section = "Schemas";

    /// <exception cref="InvalidOperationException">A folder cannot be applied, for the reason in the message.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            var wanted = section.Get<ConfiguredSchema>() ?? new ConfiguredSchema();
            try
            {
                await ApplyAsync(section.Key, wanted, cancellationToken);
            }
            catch (Exception exception) when (exception is Core.Errors.ParseException or InvalidDataException or IOException)
            {
                throw new InvalidOperationException($"The setting {section.Path} cannot be applied: {exception.Message}", exception);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ApplyAsync(string name, ConfiguredSchema wanted, CancellationToken cancellationToken)
    {
        var app = await apps.FindByNameAsync(name, cancellationToken) ?? throw new InvalidDataException($"there is no app named {name}.");
        var definition = SchemaFiles.Read(wanted.Folder) with { Prune = wanted.Prune };
        var options = new SchemaDeploymentOptions
        {
            AllowDataLoss = wanted.AllowDataLoss,
            FillDefaults = wanted.FillDefaults,
            RewriteLargeTables = wanted.RewriteLargeTables,
            Running = sql => log.LogInformation("Classes of {App}: {Sql}", name, sql),
        };
        var report = await store.InTransactionAsync(
            app, transaction => SchemaDeployer.RunAsync(transaction, app, definition, options, [.. functions.Names(app)], cancellationToken), cancellationToken);
        foreach (var change in report.Classes)
            log.LogInformation("Classes of {App}: {Change}", name, change.Message);
    }
}
