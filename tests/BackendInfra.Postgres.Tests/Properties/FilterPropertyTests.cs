using BackendInfra.Core.Import;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>SQL and memory agree on every filter.</summary>
public sealed class FilterPropertyTests(PostgresServer server)
{
    private const int DocumentCount = 150;
    private const int FilterCount = 4_000;
    private const int PerRoundTrip = 100;

    [Fact]
    public async Task A_filter_matches_the_same_objects_in_SQL_and_in_memory()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, null, ct);
        var snapshot = await host.CreateClassAsync(Documents.Class, ct);
        var schema = snapshot.Find("Doc")!;
        var documents = Enumerable.Range(0, DocumentCount).Select(i => Documents.Make(i, Seeded.First + ((ulong)i * 1_000_003))).ToArray();
        await PutAsync(host, schema, documents, ct);

        var filters = new Filters(schema).Any(3);
        var telling = 0;
        for (var start = 0; start < FilterCount; start += PerRoundTrip)
        {
            var seeds = Enumerable.Range(start, PerRoundTrip).Select(i => Seeded.First + (ulong)i).ToArray();
            var batch = seeds.Select(seed => Seeded.Make(filters, seed)).ToArray();
            var found = await FindAsync(host, snapshot, schema, batch, ct);
            for (var i = 0; i < batch.Length; i++)
            {
                if (found[i].Count is > 0 and < DocumentCount)
                    telling++;
                if (!found[i].SetEquals(Expected(batch[i], documents)))
                    Assert.Fail(await DescribeAsync(host, snapshot, schema, batch[i], documents, seeds[i], ct));
            }
        }

        // Filters that match all or nothing would prove little.
        Assert.True(telling > FilterCount / 4, $"Only {telling} of {FilterCount} filters tell objects apart.");
    }

    private static Task PutAsync(PostgresHost host, ClassSchema schema, IEnumerable<ObjectState> documents, CancellationToken ct) =>
        host.Store.InTransactionAsync(
            host.App,
            async transaction =>
            {
                var rows = documents.Select(d => new ObjectRow(d.ObjectId, d.CreatedAt, d.UpdatedAt, d.Acl, [.. d.Values.Select(v => (schema.Find(v.Key)!, v.Value))]));
                await transaction.PutObjectsAsync(schema, [.. rows], ct);
                return true;
            },
            ct);

    private static HashSet<string> Expected(Filter filter, IEnumerable<ObjectState> documents)
    {
        var evaluator = new FilterEvaluator(filter);
        return [.. documents.Where(evaluator.Matches).Select(d => d.ObjectId)];
    }

    private static async Task<HashSet<string>[]> FindAsync(PostgresHost host, SchemaSnapshot snapshot, ClassSchema schema, IReadOnlyList<Filter> filters, CancellationToken ct)
    {
        var selection = new GraphSelection([new FieldNode("i", FieldDefinition.ObjectId)]);
        var reads = filters.Select(filter => host.Reads.Compile(snapshot, AccessGate.Authorize(new ReadPlan(schema) { Where = filter, Selection = selection }, Principal.Master))).ToArray();
        var sinks = filters.Select(_ => new RecordingSink()).ToArray();
        await host.Reads.ExecuteAsync(host.App, reads, ReadContext.For(Principal.Master), sinks, ct);
        return [.. sinks.Select(sink => sink.Texts.Select(text => text[6..^2]).ToHashSet())];
    }

    /// <summary>Names the smallest part of the filter that the two disagree on, and an object that shows it.</summary>
    private static async Task<string> DescribeAsync(
        PostgresHost host, SchemaSnapshot snapshot, ClassSchema schema, Filter filter, ObjectState[] documents, ulong seed, CancellationToken ct)
    {
        Filter[] parts = filter switch
        {
            AndFilter and => [.. and.Parts],
            OrFilter or => [.. or.Parts],
            NotFilter not => [not.Part],
            _ => [],
        };
        foreach (var part in parts)
        {
            if (!(await FindAsync(host, snapshot, schema, [part], ct))[0].SetEquals(Expected(part, documents)))
                return await DescribeAsync(host, snapshot, schema, part, documents, seed, ct);
        }

        var found = (await FindAsync(host, snapshot, schema, [filter], ct))[0];
        var expected = Expected(filter, documents);
        var id = found.Except(expected).Concat(expected.Except(found)).Order(StringComparer.Ordinal).First();
        var document = documents.Single(d => d.ObjectId == id);
        return $"""
            Seed {seed}: {FilterText.Of(filter)}
            matches {id} {(found.Contains(id) ? "in SQL only" : "in memory only")}.
            {string.Join('\n', document.Values.Select(v => $"  {v.Key} = {ParseJsonText.Wire(v.Value)}"))}
            {((BackendInfra.Postgres.Execution.CompiledStatement)host.Reads.Compile(snapshot, AccessGate.Authorize(new ReadPlan(schema) { Where = filter }, Principal.Master))).Sql}
            """;
    }
}
