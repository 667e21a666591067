using Xunit;

namespace BackendInfra.Server.Tests.GraphQL;

/// <summary>Every operator of reference §7, as a literal and, where it can stay open, as a variable.</summary>
public sealed class WhereScenarios(GraphQLServer server) : IClassFixture<GraphQLServer>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Filling = new(1);

    public async ValueTask InitializeAsync()
    {
        await Filling.WaitAsync();
        try
        {
            if ((await server.DataAsync("{ things { count } }")) != """{"things":{"count":0}}""")
                return;
            await server.DataAsync(
                """
                mutation {
                  a: createThing(input: {fields: {text: "alpha", number: 1, flag: true, date: "2024-01-01T00:00:00.000Z", object: {n: 1, s: "x", deep: {k: [1]}},
                    array: [1, "a", {k: 1}], bytes: "AQID", file: {file: "a.txt"}, place: {latitude: 10, longitude: 20},
                    parts: {createAndAdd: [{text: "part", number: 10}]}}}) { thing { id } }
                  b: createThing(input: {fields: {text: "Beta", number: 2, flag: false, date: "2024-06-01", object: {n: 2}, array: [1, 2], bytes: "AQIE",
                    owner: {createAndLink: {text: "owner", number: 20}}}}) { thing { id } }
                  c: createThing(input: {fields: {text: "gamma", number: 3}}) { thing { id } }
                }
                """);
        }
        finally
        {
            Filling.Release();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""text: {equalTo: "alpha"}""", "alpha")]
    [InlineData("""text: {notEqualTo: "alpha"}""", "Beta,gamma,owner,part")]
    [InlineData("""text: {lessThan: "alpha"}""", "Beta")]
    [InlineData("""text: {lessThanOrEqualTo: "alpha"}""", "Beta,alpha")]
    [InlineData("""text: {greaterThan: "gamma"}""", "owner,part")]
    [InlineData("""text: {in: ["alpha", "gamma", "none"]}""", "alpha,gamma")]
    [InlineData("""text: {in: []}""", "")]
    [InlineData("""text: {notIn: ["alpha", "owner", "part"]}""", "Beta,gamma")]
    [InlineData("""text: {matchesRegex: "^b", options: "i"}""", "Beta")]
    [InlineData("""text: {matchesRegex: "a$"}""", "Beta,alpha,gamma")]
    [InlineData("""number: {equalTo: 2}""", "Beta")]
    [InlineData("""number: {greaterThanOrEqualTo: 2, lessThan: 10}""", "Beta,gamma")]
    [InlineData("""number: {in: [1, 3]}""", "alpha,gamma")]
    [InlineData("""flag: {equalTo: true}""", "alpha")]
    [InlineData("""flag: {notEqualTo: true}""", "Beta,gamma,owner,part")]
    [InlineData("""flag: {exists: false}""", "gamma,owner,part")]
    [InlineData("""flag: {equalTo: null}""", "gamma,owner,part")]
    [InlineData("""flag: {notEqualTo: null}""", "Beta,alpha")]
    [InlineData("""date: {greaterThan: "2024-02-01"}""", "Beta")]
    [InlineData("""date: {equalTo: {__type: "Date", iso: "2024-01-01T00:00:00.000Z"}}""", "alpha")]
    [InlineData("""date: {in: ["2024-06-01T00:00:00Z"]}""", "Beta")]
    [InlineData("""createdAt: {greaterThan: "2001-01-01"}""", "Beta,alpha,gamma,owner,part")]
    [InlineData("""bytes: {equalTo: "AQID"}""", "alpha")]
    [InlineData("""bytes: {in: ["AQIE", "AQIF"]}""", "Beta")]
    [InlineData("""file: {equalTo: "a.txt"}""", "alpha")]
    [InlineData("""file: {exists: true}""", "alpha")]
    [InlineData("""file: {matchesRegex: "txt$"}""", "alpha")]
    [InlineData("""place: {exists: true}""", "alpha")]
    [InlineData("""text: {text: {search: {term: "alphas"}}}""", "alpha")]
    [InlineData("""text: {text: {search: {term: "beta or gamma", language: "none"}}}""", "Beta,gamma")]
    [InlineData("""area: {exists: true}""", "")]
    [InlineData("""place: {nearSphere: {latitude: 10, longitude: 21}}""", "alpha")]
    [InlineData("""place: {nearSphere: {latitude: 10, longitude: 21}, maxDistanceInKilometers: 100}""", "")]
    [InlineData("""place: {nearSphere: {latitude: 10, longitude: 21}, maxDistanceInMiles: 100}""", "alpha")]
    [InlineData("""place: {nearSphere: {latitude: 10, longitude: 21}, maxDistance: 0.01}""", "")]
    [InlineData("""place: {within: {box: {bottomLeft: {latitude: 9, longitude: 19}, upperRight: {latitude: 11, longitude: 21}}}}""", "alpha")]
    [InlineData("""place: {geoWithin: {polygon: [{latitude: 9, longitude: 19}, {latitude: 9, longitude: 22}, {latitude: 12, longitude: 20}]}}""", "alpha")]
    [InlineData("""place: {geoWithin: {centerSphere: {center: {latitude: 0, longitude: 0}, distance: 0.1}}}""", "")]
    [InlineData("""area: {geoIntersects: {point: {latitude: 1, longitude: 1}}}""", "")]
    [InlineData("""object: {equalTo: {key: "n", value: 2}}""", "Beta")]
    [InlineData("""object: {notEqualTo: {key: "n", value: 2}}""", "alpha,gamma,owner,part")]
    [InlineData("""object: {lessThan: {key: "n", value: 2}}""", "alpha")]
    [InlineData("""object: {in: [{key: "n", value: 1}, {key: "n", value: 2}]}""", "Beta,alpha")]
    [InlineData("""object: {in: [{key: "n", value: 1}, {key: "s", value: "x"}]}""", "alpha")]
    [InlineData("""object: {notIn: [{key: "n", value: 1}]}""", "Beta,gamma,owner,part")]
    [InlineData("""object: {exists: false}""", "gamma,owner,part")]
    [InlineData("""object: {equalTo: {key: "deep.k", value: [1]}}""", "alpha")]
    [InlineData("""array: {equalTo: 2}""", "Beta")]
    [InlineData("""array: {equalTo: [1, 2]}""", "Beta")]
    [InlineData("""array: {contains: [1, "a"]}""", "alpha")]
    [InlineData("""array: {contains: []}""", "")]
    [InlineData("""array: {containedBy: [1, 2, 3]}""", "Beta")]
    [InlineData("""array: {in: ["a"]}""", "alpha")]
    [InlineData("""array: {exists: true}""", "Beta,alpha")]
    [InlineData("""owner: {have: {number: {equalTo: 20}}}""", "Beta")]
    [InlineData("""owner: {haveNot: {number: {equalTo: 20}}}""", "alpha,gamma,owner,part")]
    [InlineData("""owner: {exists: true}""", "Beta")]
    [InlineData("""parts: {have: {text: {equalTo: "part"}}}""", "alpha")]
    [InlineData("""parts: {haveNot: {text: {equalTo: "part"}}}""", "Beta,gamma,owner,part")]
    [InlineData("""parts: {exists: true}""", "alpha")]
    [InlineData("""parts: {exists: false}""", "Beta,gamma,owner,part")]
    [InlineData("""number: {inQueryKey: {query: {className: "Thing", where: {text: {in: ["alpha", "gamma"]}}}, key: "number"}}""", "alpha,gamma")]
    [InlineData("""number: {notInQueryKey: {query: {className: "Thing", where: {number: {lessThan: 10}}}, key: "number"}}""", "owner,part")]
    [InlineData("""OR: [{number: {equalTo: 1}}, {text: {equalTo: "Beta"}}]""", "Beta,alpha")]
    [InlineData("""AND: [{number: {greaterThan: 1}}, {number: {lessThan: 3}}]""", "Beta")]
    [InlineData("""NOR: [{number: {lessThan: 10}}, {text: {equalTo: "part"}}]""", "owner")]
    [InlineData("""OR: []""", "")]
    [InlineData("""text: null, number: {lessThan: 2}""", "alpha")]
    [InlineData("""OR: [{owner: {have: {owner: {exists: false}}}}, {AND: [{flag: {equalTo: true}}, {NOR: [{number: {greaterThan: 5}}]}]}]""", "Beta,alpha")]
    public async Task Operators_match(string where, string expected) =>
        Assert.Equal(expected, await TextsAsync($"{{ things(where: {{{where}}}) {{ edges {{ node {{ text }} }} }} }}"));

    [Theory]
    [InlineData("String", "text: {equalTo: $v}", "alpha", "alpha")]
    [InlineData("Float", "number: {greaterThan: $v}", 5, "owner,part")]
    [InlineData("Boolean", "flag: {equalTo: $v}", true, "alpha")]
    [InlineData("Date", "date: {lessThan: $v}", "2024-02-01", "alpha")]
    [InlineData("Bytes", "bytes: {equalTo: $v}", "AQID", "alpha")]
    [InlineData("[String]", "text: {in: $v}", new[] { "alpha", "owner" }, "alpha,owner")]
    [InlineData("[Float]", "number: {notIn: $v}", new[] { 1, 2, 3 }, "owner,part")]
    [InlineData("[String]", "text: {in: [\"Beta\"]}, array: {contains: [1]}", null, "Beta")]
    [InlineData("String", "text: {equalTo: $v}", null, "")]
    [InlineData("Any", "array: {equalTo: $v}", "a", "alpha")]
    [InlineData("String!", "text: {text: {search: {term: $v, caseSensitive: false}}}", "owners", "owner")]
    [InlineData("Any!", "object: {equalTo: {key: \"n\", value: $v}}", 2, "Beta")]
    public async Task Variables_stand_for_operands(string type, string where, object? value, string expected)
    {
        var used = where.Contains("$v", StringComparison.Ordinal);
        var query = used
            ? $"query ($v: {type}) {{ things(where: {{{where}}}) {{ edges {{ node {{ text }} }} }} }}"
            : $"{{ things(where: {{{where}}}) {{ edges {{ node {{ text }} }} }} }}";

        Assert.Equal(expected, await TextsAsync(query, new { v = value }));
        Assert.Equal(expected, await TextsAsync(query, new { v = value }));
    }

    [Fact]
    public async Task One_plan_serves_other_values_and_nulls_and_missing_variables_are_told_apart()
    {
        const string query = "query ($t: String, $l: [String], $f: Int) { things(where: {text: {equalTo: $t, in: $l}}, first: $f) { edges { node { text } } } }";

        Assert.Equal("alpha", await TextsAsync(query, new { t = "alpha" }));
        Assert.Equal("Beta", await TextsAsync(query, new { t = "Beta" }));
        Assert.Equal("", await TextsAsync(query, new { t = (string?)null }));
        Assert.Equal("Beta,alpha,gamma,owner,part", await TextsAsync(query, new { }));
        Assert.Equal("Beta,alpha", await TextsAsync(query, new { l = new[] { "alpha", "Beta" } }));
        Assert.Equal("gamma", await TextsAsync(query, new { l = new[] { null, "gamma" } }));
        Assert.Equal("", await TextsAsync(query, new { f = 0 }));
    }

    [Fact]
    public async Task A_place_may_be_a_variable_and_the_nearest_come_first()
    {
        const string query = "query ($p: GeoPointInput, $d: Float) { things(where: {place: {nearSphere: $p, maxDistanceInKilometers: $d}}) { edges { node { text } } } }";

        Assert.Equal("alpha", await TextsAsync(query, new { p = new { latitude = 10, longitude = 20.5 }, d = 100 }));
        Assert.Equal("", await TextsAsync(query, new { p = new { latitude = 10, longitude = 25 }, d = 100 }));
        Assert.Equal("alpha", await TextsAsync(query, new { p = new { latitude = 10, longitude = 25 } }));
    }

    [Fact]
    public async Task A_whole_where_and_order_may_be_variables()
    {
        const string query = "query ($w: ThingWhereInput, $o: [ThingOrder!]) { things(where: $w, order: $o, first: 1) { edges { node { text } } } }";

        Assert.Equal("part", await TextsAsync(query, new { w = new { number = new { lessThan = 20 } }, o = new[] { "number_DESC" } }));
        Assert.Equal("Beta", await TextsAsync(query, new { w = new { OR = new object[] { new { text = new { equalTo = "Beta" } } } }, o = new[] { "text_ASC" } }));
        Assert.Equal("alpha", await TextsAsync(query, new { o = new[] { "number_ASC", "id_DESC" } }));
    }

    [Fact]
    public async Task Ids_may_be_global_or_not()
    {
        var ids = await server.ValueAsync("things.edges.0.node", """{ things(where: {text: {equalTo: "alpha"}}) { edges { node { id objectId } } } }""");
        var (id, objectId) = (ids!["id"]!.ToString(), ids["objectId"]!.ToString());

        foreach (var given in new[] { id, objectId })
        {
            Assert.Equal("alpha", await TextsAsync("query ($v: ID) { things(where: {id: {equalTo: $v}}) { edges { node { text } } } }", new { v = given }));
            Assert.Equal("alpha", await TextsAsync("query ($v: [ID]) { things(where: {id: {in: $v}}) { edges { node { text } } } }", new { v = new[] { given } }));
            Assert.Equal("alpha", await TextsAsync($"{{ things(where: {{id: {{in: [\"{given}\"]}}}}) {{ edges {{ node {{ text }} }} }} }}"));
        }

        Assert.Equal("alpha", await TextsAsync("query ($v: ID) { things(where: {objectId: {equalTo: $v}}) { edges { node { text } } } }", new { v = objectId }));
        Assert.Equal("", await TextsAsync("query ($v: ID) { things(where: {objectId: {equalTo: $v}}) { edges { node { text } } } }", new { v = id }));
    }

    [Theory]
    [InlineData("ACL: {exists: true}", "102")]
    [InlineData("text: {matchesRegex: \"(\"}", "102")]
    [InlineData("text: {matchesRegex: \"a\", options: \"q\"}", "102")]
    [InlineData("text: {inQueryKey: {query: {className: \"Nothing\", where: {}}, key: \"x\"}}", "119")]
    [InlineData("text: {inQueryKey: {query: {className: \"Thing\", where: {nope: 1}}, key: \"text\"}}", "102")]
    [InlineData("object: {equalTo: {key: \"a.__proto__\", value: 1}}", "105")]
    [InlineData("text: {text: {search: {term: \"a\", language: \"klingon\"}}}", "107")]
    [InlineData("text: {text: {search: {term: \"a\", caseSensitive: true}}}", "107")]
    [InlineData("text: {text: {search: {term: \"a\", diacriticSensitive: false}}}", "107")]
    [InlineData("place: {maxDistance: 1}", "102")]
    [InlineData("place: {nearSphere: {latitude: 91, longitude: 0}}", "107")]
    [InlineData("place: {nearSphere: {latitude: 1, longitude: 0}, maxDistance: -1}", "107")]
    [InlineData("place: {geoWithin: {}}", "102")]
    [InlineData("place: {geoWithin: {polygon: [{latitude: 1, longitude: 0}]}}", "107")]
    [InlineData("area: {geoIntersects: {}}", "102")]
    public async Task What_cannot_be_asked_is_refused(string where, string code) =>
        Assert.Equal(code, (await server.ErrorAsync($"{{ things(where: {{{where}}}) {{ edges {{ node {{ text }} }} }} }}")).Code);

    private async Task<string> TextsAsync(string query, object? variables = null)
    {
        var edges = (await server.ValueAsync("things.edges", query, variables))!.AsArray();
        return string.Join(',', edges.Select(edge => edge!["node"]!["text"]!.ToString()).Order(StringComparer.Ordinal));
    }
}
