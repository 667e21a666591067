using BackendInfra.Core.Writes;
using BackendInfra.Server.CloudCode;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.CloudCode.Web;
using BackendInfra.Server.Dispatch;
using BackendInfra.Server.Files;
using BackendInfra.Server.GraphQL;
using BackendInfra.Server.Http;
using BackendInfra.Server.Import;
using BackendInfra.Server.Jobs;
using BackendInfra.Server.Logs;
using BackendInfra.Server.Mails;
using BackendInfra.Server.Pages;
using BackendInfra.Server.OpenApi;
using BackendInfra.Server.Plugins;
using BackendInfra.Server.Rest;
using BackendInfra.Server.Security;
using BackendInfra.Server.Testing;
using BackendInfra.Server.Throttling;
using BackendInfra.Server.Users;
using BackendInfra.Server.Webhooks;

namespace BackendInfra.Server.Hosting;

/// <summary>Builds the HTTP server. A lean pipeline: errors, CORS, then the endpoints.</summary>
internal static class ServerHost
{
    private const string DefaultUrl = "http://localhost:1337";
    /// <summary>Of environment variables that are settings: <c>BACKENDINFRA__Postgres__ConnectionString</c>.</summary>
    public const string VariablePrefix = "BACKENDINFRA__";
    private const long MaxBodySize = 20 * 1024 * 1024;

    /// <summary>A query stands in the request line; Kestrel's own 8 KB are less than some need.</summary>
    private const int MaxRequestLineSize = 64 * 1024;

    /// <summary>A builder with everything but the database, which <c>AddPostgres</c> adds.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        // The settings beside the program count, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables(VariablePrefix).AddCommandLine(args);

        // It logs each request with its query, in which tokens and passwords may stand.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = builder.Configuration.GetValue<long?>("MaxRequestBodySize") ?? MaxBodySize;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineSize;
        });
        if (!HasAddress(builder.Configuration))
            builder.WebHost.UseUrls(DefaultUrl);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<WritePipeline>();
        builder.Services.AddSingleton<ManyWrites>();
        builder.Services.AddUsers();
        builder.Services.AddAccounts();
        builder.Services.AddMails(builder.Configuration);
        builder.Services.AddPages();
        builder.Services.AddSingleton<CallerResolver>();
        builder.Services.AddSingleton(TestingMode.Of(builder.Configuration, builder.Environment));
        builder.Services.AddSingleton<DefaultApp>();
        builder.Services.AddSingleton<SecurityReport>();
        builder.Services.AddSingleton<OptionBaselines>();
        builder.Services.AddSingleton<TestingServices>();
        builder.Services.AddLogs();
        builder.Services.AddJobs(builder.Configuration);
        builder.Services.AddWebhooks();
        builder.Services.AddReleases(builder.Configuration);
        builder.Services.AddCloudCode(builder.Configuration);
        builder.Services.AddWebSites();
        builder.Services.AddDispatch(builder.Configuration);
        builder.Services.AddRest();
        builder.Services.AddGraphQLApi();
        builder.Services.AddImportAndExport();
        builder.Services.AddFiles(builder.Configuration);
        return builder;
    }

    /// <summary>The server, ready to run.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();

        // A plugin that cannot be loaded is told at the start, not by the first request.
        app.Services.GetRequiredService<CloudPlugins>();
        app.UseKnownProxies();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<ErrorHandling>();
        app.UseMiddleware<WebHosts>();
        app.UseMiddleware<CorsHeaders>();
        app.UseMiddleware<RequestDecompression>();
        app.MapRest();
        app.MapImport();
        app.MapReleases();
        app.MapWebSites();
        app.MapFiles();
        app.MapPages();
        app.MapGraphQLApi();
        app.MapDocs();
        return app;
    }

    private static bool HasAddress(ConfigurationManager configuration) =>
        configuration[WebHostDefaults.ServerUrlsKey] is not null
        || configuration["http_ports"] is not null
        || configuration["https_ports"] is not null
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
