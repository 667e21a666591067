using BackendInfra.Tests.Shared;
using Npgsql;
using Xunit;

namespace BackendInfra.Postgres.Tests;

/// <summary>The fixture that the other tests stand on.</summary>
public sealed class PostgresServerTests(PostgresServer server)
{
    [Fact]
    public async Task Databases_are_empty_apart_and_sort_by_code_point()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var first = await server.CreateDatabaseAsync(cancellationToken);
        await using var second = await server.CreateDatabaseAsync(cancellationToken);
        await using var one = await first.OpenAsync(cancellationToken);
        await using var two = await second.OpenAsync(cancellationToken);

        await using var create = new NpgsqlCommand("create table only_here (x int)", one);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await using var look = new NpgsqlCommand(
            "select to_regclass('only_here') is null and 'B' < 'a' and lower('Ä') = 'ä'", two);

        Assert.Equal(true, await look.ExecuteScalarAsync(cancellationToken));
    }

    [Fact]
    public async Task Databases_are_dropped_while_connections_are_open()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await server.CreateDatabaseAsync(cancellationToken);
        await using var open = await database.OpenAsync(cancellationToken);

        await database.DisposeAsync();

        await using var connection = new NpgsqlConnection(await server.ConnectionStringAsync(cancellationToken));
        await connection.OpenAsync(cancellationToken);
        await using var look = new NpgsqlCommand("select count(*) from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database.Name } },
        };
        Assert.Equal(0L, await look.ExecuteScalarAsync(cancellationToken));
    }
}
