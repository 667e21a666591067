using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Execution;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Postgres.Tests.Catalog;

public sealed class SchemaRegistryTests(PostgresServer server)
{
    [Fact]
    public async Task A_change_on_one_server_is_seen_by_another_without_a_restart()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        using var other = await host.StartAnotherAsync(ct);
        var registry = other.Services.GetRequiredService<ISchemaRegistry>();
        Assert.Null((await registry.GetAsync(host.App, ct)).Find("C"));

        await host.CreateClassAsync(new ClassEdit("C"), ct);
        await Eventually.TrueAsync(async () => (await registry.GetAsync(host.App, ct)).Find("C") is not null, "the class", ct);

        await host.WriteAsync(new WritePlan(WriteKind.Create, "C") { Changes = [new("s", new SetOperation(new StringValue("x")))] }, ct);
        await Eventually.TrueAsync(async () => (await registry.GetAsync(host.App, ct)).Find("C")!.Find("s") is not null, "the field", ct);

        await host.Registry.ChangeAsync(host.App, snapshot => SchemaEditor.Update(snapshot, new ClassEdit("C") { DeleteFields = ["s"] }, host.App.Options), ct);
        await Eventually.TrueAsync(async () => (await registry.GetAsync(host.App, ct)).Find("C")!.Find("s") is null, "the field's end", ct);
        Assert.Equal((await host.Registry.GetAsync(host.App, ct)).Version, (await registry.GetAsync(host.App, ct)).Version);
        await other.StopAsync(ct);
    }

    [Fact]
    public async Task A_server_that_lost_its_connection_hears_of_later_changes()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        using var other = await host.StartAnotherAsync(ct);
        var registry = other.Services.GetRequiredService<ISchemaRegistry>();
        await registry.GetAsync(host.App, ct);
        await host.ExecuteAsync("PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'", ct);

        await host.CreateClassAsync(new ClassEdit("C"), ct);
        await Eventually.TrueAsync(async () => (await registry.GetAsync(host.App, ct)).Find("C") is not null, "the class", ct);
        await other.StopAsync(ct);
    }

    [Fact]
    public async Task A_snapshot_that_was_overtaken_while_it_was_read_is_not_kept()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        // One that no listener invalidates.
        var registry = new SchemaRegistry(host.Services.GetRequiredService<PostgresDatabase>(), host.Services.GetRequiredService<Lazy<IObjectStore>>());
        var app = new App("elsewhere", "elsewhere", host.App.DatabaseSchema, host.App.Keys, host.App.Options);

        // Announced after the catalog was read and before the result was published.
        var generation = registry.Generation;
        registry.Invalidate(app.Id, 6);
        registry.Publish(app.Id, new SchemaSnapshot("app", 5, []), generation);
        await Assert.ThrowsAnyAsync<Exception>(async () => await registry.GetAsync(app, ct));

        registry.Publish(app.Id, new SchemaSnapshot("app", 6, []), generation);
        Assert.Equal(6, (await registry.GetAsync(app, ct)).Version);

        registry.InvalidateAll();
        registry.Publish(app.Id, new SchemaSnapshot("app", 6, []), generation);
        await Assert.ThrowsAnyAsync<Exception>(async () => await registry.GetAsync(app, ct));
    }

    [Fact]
    public async Task Twenty_writes_that_bring_the_same_field_at_once_make_it_once()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        using var other = await host.StartAnotherAsync(ct);
        await host.CreateClassAsync(new ClassEdit("C"), ct);
        var version = (await host.Registry.GetAsync(host.App, ct)).Version;
        var writes = new[] { host.Writes, other.Services.GetRequiredService<WritePipeline>() };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => writes[i % 2].RunAsync(
            host.App, Core.Permissions.Principal.Master, new WritePlan(WriteKind.Create, "C") { Changes = [new("n", new SetOperation(new NumberValue(i)))] }, ct)));

        Assert.Equal(20, await host.ScalarAsync<long>("SELECT count(DISTINCT data->>'n') FROM app.\"C\"", ct));
        var schema = await host.Registry.GetAsync(host.App, ct);
        Assert.Equal(version + 1, schema.Version);
        Assert.Equal(FieldType.Number, schema.Find("C")!.Find("n")!.Type);
        await other.StopAsync(ct);
    }

    [Fact]
    public async Task A_database_that_is_away_is_a_refusal()
    {
        await using var database = new PostgresDatabase();
        database.Open("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing");
        var registry = new SchemaRegistry(database, new Lazy<IObjectStore>());
        var app = new App("app", "app", "app", new AppKeys("", "", "", "", "", "", "", ""), new AppOptions());
        var refusal = await Assert.ThrowsAsync<Core.Errors.ParseException>(async () => await registry.GetAsync(app, TestContext.Current.CancellationToken));
        Assert.Equal((Core.Errors.ErrorCode.ConnectionFailed, 503), (refusal.Code, refusal.HttpStatus));
    }
}
