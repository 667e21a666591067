using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Server.Export;
using BackendInfra.Server.Import;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>An importer and an exporter on a database of their own. A class fixture; every test takes an app of its own.</summary>
public sealed class ImportBench(PostgresServer server) : IAsyncLifetime
{
    private PostgresHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal Importer Importer => new(_host.Registry, _host.Store, TimeProvider.System);

    internal PostgresHost Host => _host;

    public async ValueTask InitializeAsync() => _host = await PostgresHost.StartAsync(server, null, Cancellation);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    public Task<App> CreateAppAsync() =>
        _host.Services.GetRequiredService<IAppStore>().CreateAsync(
            $"app{Guid.NewGuid():N}", new AppOptions { FileUpload = new() { AllowedFileUrlDomains = ["files.example"] } }, Cancellation);

    internal static ImportSource Source(string name, string text) => new(name, null, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    internal Task<ImportResult> ImportAsync(App app, string name, string text, bool strict = false) =>
        ImportAsync(app, Source(name, text), strict);

    internal Task<ImportResult> ImportAsync(App app, ImportSource source, bool strict = false) =>
        Importer.ImportAsync(app, Principal.Master, source, new ImportOptions(strict), null, Cancellation);

    /// <summary>Every file of an export with its text.</summary>
    internal async Task<SortedDictionary<string, string>> ExportAsync(App app, params string[] classes)
    {
        using var folder = new TemporaryFolder();
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var exporter = new Exporter(_host.Registry, _host.Services.GetRequiredService<IExportStore>());
        await exporter.ExportAsync(app, folder.Path, classes, file => files[Path.GetFileName(file.Path)] = File.ReadAllText(file.Path), Cancellation);
        Assert.Equal(files.Count, Directory.GetFiles(folder.Path).Length);
        return files;
    }

    /// <summary>Everything that a change would change: the schema's version, and the transaction that wrote each row.</summary>
    internal async Task<string> FingerprintAsync(App app)
    {
        await using var connection = new NpgsqlConnection(_host.ConnectionString);
        await connection.OpenAsync(Cancellation);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = $1 order by 1", connection))
        {
            list.Parameters.AddWithValue(app.DatabaseSchema);
            await using var reader = await list.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
                tables.Add(reader.GetString(0));
        }

        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var rows = new NpgsqlCommand($"select string_agg(xmin::text || t::text, E'\\n' order by t::text) from {table} t", connection);
            text.AppendLine(table).AppendLine(await rows.ExecuteScalarAsync(Cancellation) as string);
        }

        return text.Append((await _host.Registry.GetAsync(app, Cancellation)).Version).ToString();
    }
}
