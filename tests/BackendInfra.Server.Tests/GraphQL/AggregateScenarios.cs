using BackendInfra.Core.Schema;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>Aggregates and groups: what they give, and for whom.</summary>
public sealed class AggregateScenarios(SalesServer sales) : IClassFixture<SalesServer>
{
    private GraphQLServer Server => sales.Server;

    [Fact]
    public async Task A_connection_tells_aggregates_of_all_that_match_whatever_its_page()
    {
        Assert.Equal(
            """{"sales":{"aggregate":{"count":5,"countDistinct":{"shop":2,"channel":2,"paid":2},"sum":{"amount":150.5},"avg":{"amount":37.625},"stddev":{"amount":44.69},"min":{"amount":5,"channel":"shop","soldAt":"2026-01-05T10:00:00.000Z"},"max":{"amount":100,"channel":"web","soldAt":"2026-03-01T00:30:00.000Z"}},"count":5,"edges":[{"node":{"amount":5}}]}}""",
            Rounded(await Server.DataAsync(
                """
                { sales(first: 1, order: [amount_ASC], where: {amount: {notEqualTo: -1}}, skip: 1) {
                    aggregate { count countDistinct { shop channel paid } sum { amount } avg { amount } stddev { amount } min { amount channel soldAt } max { amount channel soldAt } }
                    count edges { node { amount } } } }
                """)));
    }

    private static string Rounded(string json) => System.Text.RegularExpressions.Regex.Replace(json, @"""stddev"":{""amount"":([0-9.]+)}", match => $"\"stddev\":{{\"amount\":{double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture):0.00}}}");

    [Fact]
    public async Task Of_nothing_the_count_is_0_and_everything_else_null() => Assert.Equal(
        """{"salesAggregate":{"count":0,"countDistinct":{"shop":0},"sum":{"amount":null},"avg":{"amount":null},"stddev":{"amount":null},"min":{"soldAt":null},"max":{"createdAt":null}}}""",
        await Server.DataAsync("""{ salesAggregate(where: {channel: {equalTo: "none"}}) { count countDistinct { shop } sum { amount } avg { amount } stddev { amount } min { soldAt } max { createdAt } } }"""));

    [Fact]
    public async Task Groups_have_keys_aggregates_an_order_and_a_total() => Assert.Equal(
        """{"salesGroupBy":{"count":3,"groups":[{"key":{"channel":"web"},"count":2,"sum":{"amount":105}},{"key":{"channel":"shop"},"count":2,"sum":{"amount":45.5}}]}}""",
        await Server.DataAsync("{ salesGroupBy(by: [channel], order: [{sum: {amount: DESC}}], first: 2) { count groups { key { channel } count sum { amount } } } }"));

    [Fact]
    public async Task Unset_values_are_a_group_of_their_own() => Assert.Equal(
        """{"salesGroupBy":{"groups":[{"key":{"channel":null},"count":1},{"key":{"channel":"shop"},"count":2},{"key":{"channel":"web"},"count":2}]}}""",
        await Server.DataAsync("{ salesGroupBy(by: [channel], order: [{key: {channel: ASC}}]) { groups { key { channel } count } } }"));

    [Fact]
    public async Task Pointers_are_keys_with_the_object_that_they_name() => Assert.Equal(
        """{"salesGroupBy":{"groups":[{"key":{"shop":{"__typename":"ShopGroupPointer","object":{"name":"North"}}},"count":3},{"key":{"shop":{"__typename":"ShopGroupPointer","object":null}},"count":1},{"key":{"shop":null},"count":1}]}}""",
        await Server.DataAsync("{ salesGroupBy(by: [shop], order: [{count: DESC}, {key: {shop: DESC}}]) { groups { key { shop { __typename object { name } } } count } } }"));

    [Fact]
    public async Task A_pointers_ids_are_told_though_its_object_is_hidden()
    {
        var groups = (await Server.ValueAsync("salesGroupBy.groups", "{ salesGroupBy(by: [shop], order: [{count: DESC}, {key: {shop: DESC}}]) { groups { key { shop { id objectId object { name } } } } } }"))!;

        Assert.Equal(sales.Hidden, groups[1]!["key"]!["shop"]!["objectId"]!.ToString());
        Assert.Equal(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"Shop:{sales.Hidden}")), groups[1]!["key"]!["shop"]!["id"]!.ToString());
    }

    [Theory]
    [InlineData("soldAt_YEAR", null, "2026-01-01T00:00:00.000Z")]
    [InlineData("soldAt_QUARTER", null, "2026-01-01T00:00:00.000Z")]
    [InlineData("soldAt_MONTH", null, "2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,2026-03-01T00:00:00.000Z")]
    [InlineData("soldAt_WEEK", null, "2026-01-05T00:00:00.000Z,2026-02-09T00:00:00.000Z,2026-02-23T00:00:00.000Z")]
    [InlineData("soldAt_DAY", null, "2026-01-05T00:00:00.000Z,2026-02-10T00:00:00.000Z,2026-03-01T00:00:00.000Z")]
    [InlineData("soldAt_HOUR", null, "2026-01-05T10:00:00.000Z,2026-02-10T23:00:00.000Z,2026-03-01T00:00:00.000Z")]
    [InlineData("soldAt_MONTH", "America/New_York", "2026-01-01T05:00:00.000Z,2026-02-01T05:00:00.000Z")]
    [InlineData("soldAt_DAY", "Europe/Berlin", "2026-01-04T23:00:00.000Z,2026-02-10T23:00:00.000Z,2026-02-28T23:00:00.000Z")]
    [InlineData("soldAt", null, "2026-01-05T10:00:00.000Z,2026-02-10T23:30:00.000Z,2026-03-01T00:30:00.000Z")]
    public async Task Dates_are_grouped_by_stretches_of_time(string by, string? timeZone, string keys)
    {
        var groups = (await Server.ValueAsync(
            "salesGroupBy.groups", $"query ($z: String) {{ salesGroupBy(where: {{soldAt: {{exists: true}}}}, by: [{by}], timeZone: $z) {{ groups {{ key {{ soldAt }} }} }} }}", new { z = timeZone }))!.AsArray();

        Assert.Equal(keys, string.Join(',', groups.Select(group => group!["key"]!["soldAt"]!.ToString())));
    }

    [Theory]
    [InlineData("count: {greaterThan: 1}", "shop,web")]
    [InlineData("count: {equalTo: 1}", "")]
    [InlineData("sum: {amount: {greaterThanOrEqualTo: 105}}", "web")]
    [InlineData("sum: {amount: {equalTo: null}}", "")]
    [InlineData("sum: {amount: {notEqualTo: 105}}", ",shop")]
    [InlineData("avg: {amount: {lessThan: 50, greaterThan: 1}}", "shop")]
    [InlineData("countDistinct: {shop: {equalTo: 2}}", "web")]
    [InlineData("min: {soldAt: {lessThanOrEqualTo: \"2026-01-05T10:00:00.000Z\"}}", "shop")]
    [InlineData("max: {createdAt: {greaterThan: \"2020-01-01T00:00:00.000Z\"}}", ",shop,web")]
    [InlineData("max: {channel: {equalTo: \"web\"}}", "web")]
    [InlineData("OR: [{max: {channel: {equalTo: \"web\"}}}, {count: {equalTo: 1}}]", ",web")]
    [InlineData("AND: [{count: {greaterThan: 1}}, {max: {channel: {lessThan: \"t\"}}}]", "shop")]
    [InlineData("NOR: [{count: {greaterThan: 1}}]", "")]
    [InlineData("OR: []", null)]
    [InlineData("stddev: {amount: {equalTo: null}}", "")]
    public async Task Having_compares_aggregates(string having, string? channels)
    {
        var groups = (await Server.ValueAsync("salesGroupBy.groups", $"{{ salesGroupBy(by: [channel], having: {{{having}}}) {{ groups {{ key {{ channel }} }} }} }}"))!.AsArray();

        Assert.Equal(channels, groups.Count == 0 ? null : string.Join(',', groups.Select(group => group!["key"]!["channel"]?.ToString())));
    }

    [Fact]
    public async Task Relations_have_aggregates_and_groups_of_their_members() => Assert.Equal(
        """{"shops":{"edges":[{"node":{"name":"North","best":{"aggregate":{"count":2,"sum":{"amount":140}},"groupBy":{"count":2,"groups":[{"key":{"channel":"shop"},"max":{"amount":40}},{"key":{"channel":"web"},"max":{"amount":100}}]},"edges":[{"node":{"amount":100}}],"count":2}}}]}}""",
        await Server.DataAsync(
            """
            { shops { edges { node { name best(first: 1, order: [amount_DESC], where: {amount: {lessThan: 1000}}) {
                aggregate { count sum { amount } } groupBy(by: [channel]) { count groups { key { channel } max { amount } } } edges { node { amount } } count } } } } }
            """));

    [Fact]
    public async Task Several_keys_skip_and_variables()
    {
        const string query = "query ($by: [SaleGroupBy!]!, $n: Int, $s: Int, $h: SaleHavingInput, $o: [SaleGroupOrderInput!]) { sales(first: 0) { g: groupBy(by: $by, first: $n, skip: $s, having: $h, order: $o) { count groups { k: key { c: channel paid } count } __typename } } }";

        Assert.Equal(
            """{"sales":{"g":{"count":5,"groups":[{"k":{"c":"web","paid":true},"count":1},{"k":{"c":"web","paid":false},"count":1}],"__typename":"SaleGroups"}}}""",
            await Server.DataAsync(query, new { by = new[] { "channel", "paid" }, n = 2, s = 0, h = new { }, o = new object[] { new { key = new { channel = "DESC" } }, new { key = new { paid = "DESC" } } } }));
        Assert.Equal(
            """{"sales":{"g":{"count":5,"groups":[],"__typename":"SaleGroups"}}}""",
            await Server.DataAsync(query, new { by = new[] { "channel", "paid" }, s = 100 }));
    }

    [Theory]
    [InlineData("by: []", "at least one key")]
    [InlineData("by: [soldAt, soldAt_MONTH]", "only once")]
    [InlineData("by: [channel], order: [{key: {paid: ASC}}]", "not made by paid")]
    [InlineData("by: [channel], order: [{count: ASC, sum: {amount: ASC}}]", "exactly one")]
    [InlineData("by: [channel], order: [{}]", "exactly one")]
    [InlineData("by: [channel], first: -1", "First should be a positive number")]
    [InlineData("by: [channel], skip: -1", "Skip should be a positive number")]
    [InlineData("by: [channel], first: 10001", "at most 10000")]
    [InlineData("by: [soldAt_DAY], timeZone: \"Mars/Olympus\"", "Unknown time zone")]
    [InlineData("by: [soldAt_DAY], timeZone: \"UTC+3\"", "Unknown time zone")]
    [InlineData("by: [soldAt_DAY], timeZone: \"Some/Where+3\"", "Unknown time zone")]
    [InlineData("by: [soldAt_DAY], timeZone: \"\"", "Unknown time zone")]
    public async Task Bad_groupings_are_refused(string arguments, string message)
    {
        var error = await Server.ErrorAsync($"{{ salesGroupBy({arguments}) {{ groups {{ count }} }} }}");

        Assert.Equal("102", error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_groups_are_not_made_by_is_not_told_of_them() =>
        Assert.Equal(("102", "The groups are not made by paid, so it cannot be told of them: name it in by."), await Server.ErrorAsync("{ salesGroupBy(by: [channel]) { groups { key { paid } } } }"));

    [Theory]
    [InlineData("{ salesAggregate { sum { channel } } }")]
    [InlineData("{ salesAggregate { min { paid } } }")]
    [InlineData("{ salesAggregate { sum { soldAt } } }")]
    [InlineData("{ salesGroupBy { count } }")]
    public async Task What_has_no_sense_does_not_validate(string query) =>
        Assert.False(int.TryParse((await Server.ErrorAsync(query)).Code, out _));

    [Fact]
    public async Task Sums_beyond_all_numbers_are_refused()
    {
        await Server.Registry.ChangeAsync(Server.App, snapshot => TestClasses.Create(snapshot, new ClassEdit("Giant") { SetFields = [new("size", FieldType.Number)] }), TestContext.Current.CancellationToken);
        await Server.DataAsync("mutation { a: createGiant(input: {fields: {size: 1.7e308}}) { giant { id } } b: createGiant(input: {fields: {size: 1.7e308}}) { giant { id } } }");

        Assert.Equal("107", (await Server.ErrorAsync("{ giantsAggregate { sum { size } } }")).Code);
        Assert.Equal("""{"giantsAggregate":{"count":2,"max":{"size":1.7e+308}}}""", await Server.DataAsync("{ giantsAggregate { count max { size } } }"));
    }
}
