using BackendInfra.Core.Apps;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Config;
using BackendInfra.Core.Documents;
using BackendInfra.Core.Files;
using BackendInfra.Core.Import;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Logs;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Users;
using BackendInfra.Core.Webhooks;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Config;
using BackendInfra.Postgres.Documents;
using BackendInfra.Postgres.Embedded;
using BackendInfra.Postgres.Execution;
using BackendInfra.Postgres.Files;
using BackendInfra.Postgres.Idempotency;
using BackendInfra.Postgres.Import;
using BackendInfra.Postgres.Jobs;
using BackendInfra.Postgres.Logs;
using BackendInfra.Postgres.Maintenance;
using BackendInfra.Postgres.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BackendInfra.Postgres;

/// <summary>The only thing of this project that others name.</summary>
public static class PostgresServices
{
    /// <summary>
    /// Registers PostgreSQL behind the interfaces of Core. Settings: <c>Postgres:ConnectionString</c>,
    /// <c>Postgres:DataDirectory</c>, <c>Postgres:Source</c> (<c>installed</c> or <c>npm</c>), <c>Postgres:Attach</c>.
    /// </summary>
    public static IServiceCollection AddPostgres(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Postgres");
        var connectionString = section["ConnectionString"];
        services.AddSingleton(new PostgresOptions
        {
            ConnectionString = string.IsNullOrWhiteSpace(connectionString) ? null : connectionString,
            DataDirectory = Path.GetFullPath(section["DataDirectory"] ?? ".backendinfra"),
            Source = section["Source"] is { Length: > 0 } source
                ? Enum.TryParse<PostgresSource>(source, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) && !char.IsAsciiDigit(source[0])
                    ? parsed
                    : throw new PostgresSetupException($"Postgres:Source is '{source}'; it must be installed or npm.")
                : PostgresSource.Any,
            Attach = bool.TryParse(section["Attach"], out var attach) && attach,
        });
        services.AddSingleton<PostgresDatabase>();
        services.AddSingleton<PostgresStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<PostgresStartup>());
        services.AddHostedService<SchemaListener>();
        services.AddSingleton<SchemaRegistry>();
        services.AddSingleton(provider => new Lazy<IObjectStore>(provider.GetRequiredService<IObjectStore>));
        services.AddSingleton<ISchemaRegistry>(provider => provider.GetRequiredService<SchemaRegistry>());
        services.AddSingleton<AppStore>();
        services.AddSingleton<IAppStore>(provider => provider.GetRequiredService<AppStore>());
        services.AddSingleton<IWebhookStore, WebhookStore>();
        services.AddSingleton<IReleaseStore, ReleaseStore>();
        services.AddSingleton<IGraphQLConfigStore, GraphQLConfigStore>();
        services.AddSingleton<IObjectStore, ObjectStore>();
        services.AddSingleton<IReadExecutor, PlanExecutor>();
        services.AddSingleton<SessionCache>();
        services.AddSingleton<IUserStore, UserStore>();
        services.AddSingleton<IAuthStore, AuthStore>();
        services.AddSingleton<IMfaStore, MfaStore>();
        services.AddSingleton<IAppReset, AppReset>();
        services.AddSingleton<IRequestLog, RequestLog>();
        services.AddSingleton<IConfigStore, ConfigStore>();
        services.AddSingleton<IAppLogStore, AppLogStore>();
        services.AddSingleton<IJobStore, JobStore>();
        services.AddSingleton<IScheduleStore, ScheduleStore>();
        services.AddSingleton<IAppMaintenance, AppMaintenance>();
        services.AddSingleton(provider => HangfireStorage.Create(provider.GetRequiredService<PostgresDatabase>()));
        services.AddSingleton<ITrustedDocumentStore, TrustedDocumentStore>();
        services.AddSingleton<IAccountStore, AccountStore>();
        services.AddSingleton<IExportStore, ExportStore>();
        services.AddSingleton<IFileReferences, FileReferences>();
        services.AddSingleton<IDatabaseHealth, DatabaseHealth>();
        services.AddSingleton<IDatabaseSecurity, DatabaseSecurity>();
        return services;
    }
}
