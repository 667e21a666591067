using BackendInfra.Core.Apps;
using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Apps;

public sealed class EarlierVersionTests(PostgresServer postgres)
{
    private readonly CancellationToken _cancellationToken = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_of_an_earlier_version_gets_the_tables_that_it_lacks()
    {
        await using var database = await postgres.CreateDatabaseAsync(_cancellationToken);
        App app;
        await using (var server = await StartAsync(database))
            app = await server.Services.GetRequiredService<IAppStore>().CreateAsync("earlier", new AppOptions(), _cancellationToken);
        await using (var connection = await database.OpenAsync(_cancellationToken))
        await using (var command = new NpgsqlCommand($"DROP TABLE \"{app.DatabaseSchema}\"._config", connection))
            await command.ExecuteNonQueryAsync(_cancellationToken);

        await using var later = await StartAsync(database);
        using var http = new HttpClient();
        var client = new RestClient(http, new Uri(later.Urls.First()), app) { Headers = { ["X-Parse-Master-Key"] = app.Keys.Master } };
        (await client.PutAsync("/parse/config", """{"params":{"a":1}}""")).Expect(200);
    }

    private async Task<WebApplication> StartAsync(TestDatabase database)
    {
        var builder = ServerHost.CreateBuilder(["--urls=http://127.0.0.1:0", $"--Postgres:ConnectionString={database.ConnectionString}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddPostgres(builder.Configuration);
        var server = ServerHost.Build(builder);
        await server.StartAsync(_cancellationToken);
        return server;
    }
}
