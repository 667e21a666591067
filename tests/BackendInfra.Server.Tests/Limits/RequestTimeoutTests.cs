using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.Limits;

/// <summary>Requests that meet a locked table wait until their time is up, however fast the machine is.</summary>
[Collection(nameof(ServerCollection))]
public sealed class RequestTimeoutTests(TestServer server)
{
    private readonly CancellationToken _cancellationToken = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rule_17_a_request_that_takes_too_long_is_given_up_and_its_statement_cancelled()
    {
        var app = await server.CreateAppAsync("timeout", new AppOptions { DefaultClassLevelPermissions = DefaultPermissions.Public, Limits = new() { RequestTimeout = 1 } });
        await server.Master(app).DefineAsync("Slow", """{"fields":{"a":{"type":"String"}}}""");
        var id = await server.Anonymous(app).CreateAsync("Slow", """{"a":"x"}""");
        await using var connection = await server.OpenDatabaseAsync();
        await using (var transaction = await connection.BeginTransactionAsync(_cancellationToken))
        {
            await using (var command = new NpgsqlCommand($"LOCK TABLE \"{app.DatabaseSchema}\".\"Slow\" IN ACCESS EXCLUSIVE MODE", connection, transaction))
                await command.ExecuteNonQueryAsync(_cancellationToken);

            (await server.Anonymous(app).GetAsync("/parse/classes/Slow")).ExpectError(124, "The request took too long.");
            (await server.Anonymous(app).PutAsync($"/parse/classes/Slow/{id}", """{"a":"y"}""")).ExpectError(124, "The request took too long.");
            (await server.Anonymous(app).PostAsync("/parse/batch", $$$"""{"transaction":true,"requests":[{"method":"PUT","path":"/parse/classes/Slow/{{{id}}}","body":{"a":"y"}}]}""")).ExpectError(124, "The request took too long.");
            var answer = await server.Anonymous(app).PostAsync("/graphql", """{"query":"{ slows { count } }"}""");
            var error = answer.Expect(200).Json.GetProperty("errors")[0];
            Assert.Equal("The request took too long.", error.GetProperty("message").GetString());
            Assert.Equal("124", error.GetProperty("extensions").GetProperty("code").ToString());

            await using (var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%\"Slow\"%'", connection, transaction))
                Assert.Equal(0L, await waiting.ExecuteScalarAsync(_cancellationToken));
        }

        Assert.Equal(["x"], (await server.Anonymous(app).GetAsync("/parse/classes/Slow")).All("a"));
    }
}
