using System.Diagnostics;
using System.Text;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Queries;
using BackendInfra.Postgres.Execution;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests.Compiler;

/// <summary>Each query shape: its plan, its one statement, and what that gives on the small shop.</summary>
public sealed class ReadGoldenTests(Shop shop) : IClassFixture<Shop>
{
    public static TheoryData<string> Cases => [.. ReadCases.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_read_is_one_statement(string name)
    {
        var ct = TestContext.Current.CancellationToken;
        var (plan, principal) = new ReadCases(shop)[name];
        var compiled = (CompiledStatement)shop.Host.Reads.Compile(shop.Schema, AccessGate.Authorize(plan, principal));
        var sink = new RecordingSink();
        var context = ReadContext.For(principal);
        using (var commands = new CommandCount(shop.Host.ConnectionString))
        {
            await shop.Host.Reads.ExecuteAsync(shop.Host.App, [compiled], context, [sink], ct);
            Assert.Equal(1, commands.Count);
        }

        var page = new StringBuilder();
        page.AppendLine(Describe(plan, principal)).AppendLine()
            .AppendLine(SqlPage.Of(compiled.Sql, shop.Schema.DatabaseSchema)).AppendLine()
            .Append(SqlPage.Parameters(compiled.Bind(context).Parameters.Select(parameter => parameter.Value!)));
        page.AppendLine(compiled.NeedsCustomPlan ? "custom plan" : "generic plan").AppendLine();
        if (sink.Count is { } count)
            page.Append("total ").Append(count).AppendLine();
        foreach (var row in sink.Rows)
            page.AppendLine(string.Join(" | ", row.Select(text => text.Replace("\u0001", "<missing>", StringComparison.Ordinal))));
        Golden.Match(page.ToString(), name);
    }

    private static string Describe(ReadPlan plan, Principal principal)
    {
        var text = new StringBuilder().Append(plan.Operation).Append(' ').Append(plan.Class.Name).Append(" as ").Append(principal.UserId ?? principal.Kind.ToString());
        if (plan.Where != Filter.All && plan.Where is not AndFilter { Parts.IsEmpty: true })
            text.Append("\nwhere ").Append(FilterText.Of(plan.Where));
        if (!plan.Order.IsEmpty)
            text.Append("\norder ").AppendJoin(", ", plan.Order.Select(key => key.Path + (key.Descending ? " descending" : "")));
        if (plan.Limit is { } limit)
            text.Append(plan.FromEnd ? "\nlast " : "\nlimit ").Append(Number(limit));
        if (plan.Skip is { } skip)
            text.Append("\nskip ").Append(Number(skip));
        if (plan.ReturnsTotal)
            text.Append(plan.ReturnsRows ? "\nwith total" : "\ntotal only");
        return text.ToString();
    }

    private static object Number(Operand operand) => ((Core.Values.NumberValue)operand.Resolve(new Dictionary<string, object?>())).Number;

    /// <summary>Counts the commands that the driver sends to one database.</summary>
    private sealed class CommandCount : IDisposable
    {
        private readonly ActivityListener _listener;
        private int _count;

        public CommandCount(string connectionString)
        {
            var database = new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database;
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (activity.TagObjects.Any(tag => tag.Value is string text && text == database) && activity.TagObjects.Any(tag => tag.Key is "db.query.text" or "db.statement"))
                        Interlocked.Increment(ref _count);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public int Count => _count;

        public void Dispose() => _listener.Dispose();
    }
}
