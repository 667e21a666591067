using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Operations;

/// <summary>Allocations of the whole process are counted, so nothing may run beside these tests.</summary>
[CollectionDefinition(nameof(StreamingCollection), DisableParallelization = true)]
public sealed class StreamingCollection : ICollectionFixture<TestServer>;

[Collection(nameof(StreamingCollection))]
public sealed class StreamingScenarios(TestServer server) : IAsyncLifetime
{
    private const int Rows = 120_000;
    private const int TextLength = 700;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var registry = server.Services.GetRequiredService<ISchemaRegistry>();
        if ((await registry.GetAsync(server.Open, Cancelled)).Find("Line") is not null)
            return;
        await registry.ChangeAsync(
            server.Open,
            snapshot => TestClasses.Create(snapshot, new ClassEdit("Line") { SetFields = [new("n", FieldType.Number), new("text", FieldType.String) { Required = true }] }),
            Cancelled);
        await using var connection = await server.OpenDatabaseAsync();
        await using var insert = new NpgsqlCommand(
            $$"""
            INSERT INTO {{server.Open.DatabaseSchema}}."Line" ("objectId", "createdAt", "updatedAt", data)
            SELECT to_char(n, 'FM0000000000'), timestamptz '2026-01-01' + n * interval '1 second', now(),
                CASE WHEN n IN (10, 5000) THEN jsonb_build_object('n', n) ELSE jsonb_build_object('n', n, 'text', repeat('x', {{TextLength}})) END
            FROM generate_series(1, {{Rows}}) n
            """,
            connection);
        await insert.ExecuteNonQueryAsync(Cancelled);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_list_of_more_than_100000_rows_is_sent_while_it_is_read_with_bounded_memory()
    {
        const string query = "query ($n: Int) { lines(first: $n) { edges { node { n text } } } }";
        await TextAsync(query, new { n = 5000 });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var response = await SendAsync(query, new { n = Rows });
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);

        // While the client does not read on, the server waits, and holds no more than a few parts of the answer.
        const int half = 40 * 1024 * 1024;
        await SkipAsync(body, half);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (bytes, tail) = await SkipAsync(body, long.MaxValue);

        Assert.True(half + bytes > (long)Rows * TextLength, $"{half + bytes} bytes came.");
        Assert.EndsWith("]}}", tail.Split(",\"errors\"")[0], StringComparison.Ordinal);
        Assert.True(held < 8 * 1024 * 1024, $"{held} bytes were held.");
    }

    [Fact]
    public async Task The_answer_is_the_same_as_a_gathered_one_but_that_what_is_told_of_the_page_follows_the_rows()
    {
        var answer = await JsonAsync("{ a: lines(first: 2) { edges { node { n } } } lines(first: 4000, order: [n_ASC]) { pageInfo { startCursor endCursor hasNextPage hasPreviousPage } count __typename edges { cursor node { n text } } } b: __typename }");
        var lines = answer["data"]!["lines"]!.AsObject();
        var edges = lines["edges"]!.AsArray();
        var page = lines["pageInfo"]!;
        var next = await JsonAsync($"{{ lines(first: 1, order: [n_ASC], after: \"{page["endCursor"]}\") {{ nodes {{ n }} }} }}");

        Assert.Equal(["count", "__typename", "edges", "pageInfo"], lines.Select(member => member.Key));
        Assert.Equal(["a", "lines", "b"], answer["data"]!.AsObject().Select(member => member.Key));
        Assert.Equal(Rows, (int)lines["count"]!);
        Assert.Equal(4000, edges.Count);
        Assert.All(Enumerable.Range(0, 4000).Where(i => i != 9), i => Assert.Equal(i + 1, (int)edges[i]!["node"]!["n"]!));
        Assert.Equal(edges[0]!["cursor"]!.ToString(), page["startCursor"]!.ToString());
        Assert.Equal(edges[3999]!["cursor"]!.ToString(), page["endCursor"]!.ToString());
        Assert.Equal((true, false), ((bool)page["hasNextPage"]!, (bool)page["hasPreviousPage"]!));
        Assert.Equal(4001, (int)next["data"]!["lines"]!["nodes"]![0]!["n"]!);
    }

    [Fact]
    public async Task A_missing_required_value_nulls_its_object_in_a_streamed_list_and_the_errors_follow_the_data()
    {
        var text = await TextAsync("{ lines(first: 6000, order: [n_ASC]) { nodes { n text } } }");
        var answer = JsonNode.Parse(text)!;

        Assert.StartsWith("{\"data\":", text, StringComparison.Ordinal);
        Assert.Equal(6000, answer["data"]!["lines"]!["nodes"]!.AsArray().Count);
        Assert.Null(answer["data"]!["lines"]!["nodes"]![9]);
        Assert.Null(answer["data"]!["lines"]!["nodes"]![4999]);
        Assert.Equal(
            ["""["lines","nodes",9,"text"]""", """["lines","nodes",4999,"text"]"""],
            answer["errors"]!.AsArray().Select(error => error!["path"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("{ line(id: \"none\") { n } lines(first: 3000) { nodes { text } } }")]
    [InlineData("{ lines(first: 3000) { nodes { text } } line(id: \"none\") { n } }")]
    [InlineData("{ lines(first: 3000) { nodes { text } } viewer { sessionToken } }")]
    [InlineData("{ lines(first: 3000) { nodes { text } } bad: lines(where: {text: {matchesRegex: \"(\"}}) { count } }")]
    public async Task What_makes_the_data_null_is_known_before_anything_is_sent(string query)
    {
        var text = await TextAsync(query);

        Assert.StartsWith("{\"errors\":", text, StringComparison.Ordinal);
        Assert.EndsWith("\"data\":null}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_to_be_gathered_is_refused_over_64_MB()
    {
        var answer = await JsonAsync($"{{ lines(first: {Rows}) {{ nodes {{ text }} edges {{ cursor }} }} }}");

        Assert.Null(answer["data"]);
        Assert.StartsWith("The result is larger than 64 MB", answer["errors"]![0]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_statement()
    {
        using var response = await SendAsync($"{{ lines(first: {Rows}) {{ nodes {{ text }} }} }}");
        await using (var body = await response.Content.ReadAsStreamAsync(Cancelled))
        {
            await body.ReadExactlyAsync(new byte[200_000], Cancelled);

            // The rest does not fit into the buffers on the way: the statement waits for this client.
            Assert.Equal(1, await RunningAsync());
        }

        response.Dispose();

        while (await RunningAsync() > 0)
            await Task.Delay(20, Cancelled);
    }

    [Fact]
    public async Task A_failure_after_the_beginning_aborts_the_connection()
    {
        using var response = await SendAsync($"{{ lines(first: {Rows}) {{ nodes {{ text }} }} }}");
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        await body.ReadExactlyAsync(new byte[200_000], Cancelled);
        await using var connection = await server.OpenDatabaseAsync();
        await using var kill = new NpgsqlCommand($"SELECT count(pg_terminate_backend(pid)) {Running}", connection);
        Assert.Equal(1L, await kill.ExecuteScalarAsync(Cancelled));

        await Assert.ThrowsAnyAsync<IOException>(async () => await body.CopyToAsync(Stream.Null, Cancelled));
    }

    private const string Running = "FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND datname = current_database() AND query LIKE '%\"Line\"%'";

    private async Task<long> RunningAsync()
    {
        await using var connection = await server.OpenDatabaseAsync();
        await using var count = new NpgsqlCommand($"SELECT count(*) {Running}", connection);
        return (long)(await count.ExecuteScalarAsync(Cancelled))!;
    }

    private async Task<HttpResponseMessage> SendAsync(string query, object? variables = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, $"/apps/{server.Open.Id}/graphql"))
        {
            Content = new StringContent(JsonSerializer.Serialize(new { query, variables }), Encoding.UTF8, "application/json"),
        };
        return await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private async Task<string> TextAsync(string query, object? variables = null)
    {
        using var response = await SendAsync(query, variables);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private async Task<JsonNode> JsonAsync(string query) => JsonNode.Parse(await TextAsync(query))!;

    /// <summary>Reads on without keeping anything but the last bytes.</summary>
    private static async Task<(long Bytes, string Tail)> SkipAsync(Stream body, long count)
    {
        var buffer = new byte[64 * 1024];
        var (bytes, tail) = (0L, Array.Empty<byte>());
        while (bytes < count && await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count - bytes)), Cancelled) is > 0 and var read)
        {
            bytes += read;
            tail = [.. tail.TakeLast(1000), .. buffer.AsSpan(Math.Max(0, read - 1000), Math.Min(read, 1000))];
        }

        return (bytes, Encoding.UTF8.GetString(tail));
    }
}
