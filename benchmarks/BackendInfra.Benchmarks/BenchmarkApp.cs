using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BackendInfra.Benchmarks;

/// <summary>Makes the app that a benchmark works on.</summary>
internal static class BenchmarkApp
{
    /// <param name="fill">Fills it, with what the database brings.</param>
    public static async Task<App> CreateAsync(string connectionString, AppOptions options, Func<App, IServiceProvider, Task>? fill = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("Postgres:ConnectionString", connectionString)]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPostgres(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync();
        var app = await host.Services.GetRequiredService<IAppStore>().CreateAsync("bench", options, CancellationToken.None, "bench");
        if (fill is not null)
            await fill(app, host.Services);
        await host.StopAsync();
        return app;
    }
}
