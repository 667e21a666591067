using BackendInfra.Postgres;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Cli;
using BackendInfra.Server.CloudCode.Releases;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Schemas;

return await CommandLine.RunAsync(args, ServeAsync, (services, configuration) => services.AddPostgres(configuration));

static async Task ServeAsync(string[] settings)
{
    var builder = ServerHost.CreateBuilder(settings);
    builder.Services.AddPostgres(builder.Configuration);
    builder.Services.AddHostedService<FirstSteps>();
    builder.Services.AddHostedService<ConfiguredSchemas>();
    builder.Services.AddHostedService<ConfiguredReleases>();
    await ServerHost.Build(builder).RunAsync();
}
