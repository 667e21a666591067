using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

/// <summary>Indexes of some of a class's objects, through the schema API.</summary>
[Collection(nameof(ServerCollection))]
public sealed class PartialIndexTests(TestServer server)
{
    private readonly RestClient _master = server.Master(server.Guarded);

    [Fact]
    public async Task Only_objects_that_meet_the_condition_must_differ()
    {
        await _master.DefineAsync("PartBooking", """
            {"fields":{"seat":{"type":"String"},"state":{"type":"String"}},
             "indexes":{"oneOpen":{"keys":{"seat":1},"unique":true,"partialFilterExpression":{"state":"open"}}}}
            """);
        var first = await _master.CreateAsync("PartBooking", """{"seat":"1a","state":"open"}""");
        await _master.CreateAsync("PartBooking", """{"seat":"1a","state":"cancelled"}""");
        await _master.CreateAsync("PartBooking", """{"seat":"1a"}""");
        (await _master.PostAsync("/parse/classes/PartBooking", """{"seat":"1a","state":"open"}""")).ExpectError(137, "A duplicate value for a field with unique values was provided: seat");

        await _master.PutAsync($"/parse/classes/PartBooking/{first}", """{"state":"cancelled"}""");
        var second = await _master.CreateAsync("PartBooking", """{"seat":"1a","state":"open"}""");
        (await _master.PutAsync($"/parse/classes/PartBooking/{first}", """{"state":"open"}""")).ExpectError(137);

        await _master.PutAsync("/parse/schemas/PartBooking", """{"indexes":{"oneOpen":{"__op":"Delete"}}}""");
        (await _master.PutAsync($"/parse/classes/PartBooking/{first}", """{"state":"open"}""")).Expect(200);

        // Made again it finds those two, and only them.
        var refused = await _master.PutAsync("/parse/schemas/PartBooking", """{"indexes":{"oneOpen":{"keys":{"seat":1},"unique":true,"partialFilterExpression":{"state":"open"}}}}""");
        refused.ExpectError(137);
        foreach (var id in new[] { first, second })
            Assert.Contains(id, refused.Text, StringComparison.Ordinal);
        (await _master.PutAsync("/parse/schemas/PartBooking", """{"indexes":{"oneNew":{"keys":{"seat":1},"unique":true,"partialFilterExpression":{"state":{"$in":["new","draft"]}}}}}""")).Expect(200);
    }

    [Theory]
    [InlineData("""{"keys":{"s":1},"sparse":true}""")]
    [InlineData("""{"keys":{"s":1,"n":-1},"unique":true,"sparse":true}""")]
    [InlineData("""{"keys":{"s":1},"partialFilterExpression":{"b":true}}""")]
    [InlineData("""{"keys":{"s":1},"partialFilterExpression":{"n":{"$gt":1.5,"$lte":1e300},"s":{"$exists":true},"b":{"$exists":false}}}""")]
    [InlineData("""{"keys":{"s":1},"partialFilterExpression":{"d":{"$gte":{"__type":"Date","iso":"2024-01-31T12:00:00.000Z"}},"createdAt":{"$lt":{"__type":"Date","iso":"2024-01-31T12:00:00.000Z"}}}}""")]
    [InlineData("""{"keys":{"s":1},"partialFilterExpression":{"p":{"__type":"Pointer","className":"_User","objectId":"abc"},"n":{"$ne":-0.1}}}""")]
    [InlineData("""{"keys":{"s":1},"partialFilterExpression":{"p":{"$in":[{"__type":"Pointer","className":"_User","objectId":"abc"}]},"n":{"$in":[1,2]},"b":{"$in":[true]}}}""")]
    [InlineData("""{"keys":{"t":1},"partialFilterExpression":{"s":"it's \\ \"quoted\" ; DROP TABLE x -- é 😀"}}""")]
    [InlineData("""{"keys":{"a":1},"partialFilterExpression":{"s":"x"}}""")]
    [InlineData("""{"keys":{"s":"text"},"partialFilterExpression":{"b":false}}""")]
    public async Task It_is_told_as_it_was_made_and_survives_other_changes(string index)
    {
        var name = $"PartEcho{Math.Abs(string.GetHashCode(index, StringComparison.Ordinal))}";
        await _master.DefineAsync(name, $$"""
            {"fields":{"s":{"type":"String"},"t":{"type":"String"},"n":{"type":"Number"},"b":{"type":"Boolean"},"d":{"type":"Date"},"p":{"type":"Pointer","targetClass":"_User"},"a":{"type":"Array"} },
             "indexes":{"part":{{index}} } }
            """);
        await ExpectAsync();

        // Another index promotes another field; a write and a read meet the index.
        await _master.PutAsync($"/parse/schemas/{name}", """{"fields":{"later":{"type":"Number"}},"indexes":{"byLater":{"later":1}}}""");
        var id = await _master.CreateAsync(name, """{"s":"x","n":2,"b":true,"a":["x"],"later":1}""");
        (await _master.PutAsync($"/parse/classes/{name}/{id}", """{"n":3}""")).Expect(200);
        Assert.Single((await _master.GetAsync($"/parse/classes/{name}", ("where", """{"s":"x","n":3}"""))).Expect(200).Results);
        await ExpectAsync();

        // Its definition makes it again elsewhere.
        var copy = (await _master.GetAsync($"/parse/schemas/{name}")).Json;
        await _master.PostAsync($"/parse/schemas/{name}Copy", $$"""{"fields":{{Custom(copy)}},"indexes":{"part":{{copy.GetProperty("indexes").GetProperty("part").GetRawText()}} } }""");
        Answer.AreEqual(index, (await _master.GetAsync($"/parse/schemas/{name}Copy")).Expect(200).Json.GetProperty("indexes").GetProperty("part").GetRawText());

        async Task ExpectAsync() => Answer.AreEqual(index, (await _master.GetAsync($"/parse/schemas/{name}")).Expect(200).Json.GetProperty("indexes").GetProperty("part").GetRawText());
    }

    [Fact]
    public async Task A_condition_goes_with_its_field()
    {
        await _master.DefineAsync("PartGone", """{"fields":{"s":{"type":"String"},"b":{"type":"Boolean"}},"indexes":{"part":{"keys":{"s":1},"partialFilterExpression":{"b":true}}}}""");
        await _master.PutAsync("/parse/schemas/PartGone", """{"fields":{"b":{"__op":"Delete"}}}""");
        Assert.False((await _master.GetAsync("/parse/schemas/PartGone")).Json.GetProperty("indexes").TryGetProperty("part", out _));
        await _master.CreateAsync("PartGone", """{"s":"x"}""");
    }

    [Theory]
    [InlineData("""{"ghost":1}""")]
    [InlineData("""{"s":1}""")]
    [InlineData("""{"s":null}""")]
    [InlineData("""{"s":{"$in":[]}}""")]
    [InlineData("""{"s":{"$in":["a",1]}}""")]
    [InlineData("""{"s":{"$regex":"^a"}}""")]
    [InlineData("""{"s":{"$exists":1}}""")]
    [InlineData("""{"s":{"$gt":"a","more":1}}""")]
    [InlineData("""{"b":{"$gt":true}}""")]
    [InlineData("""{"o":{"x":1}}""")]
    [InlineData("""{"o.x":1}""")]
    [InlineData("""{"a":"x"}""")]
    [InlineData("""{"ACL":{"$exists":true}}""")]
    [InlineData("""{"$or":[{"s":"a"}]}""")]
    [InlineData("""{"p":{"__type":"Pointer","className":"Other","objectId":"abc"}}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("\"s\"")]
    public async Task What_no_condition_can_be_is_refused(string condition)
    {
        await _master.PostAsync("/parse/schemas/PartBad", """{"fields":{"s":{"type":"String"},"b":{"type":"Boolean"},"o":{"type":"Object"},"a":{"type":"Array"},"p":{"type":"Pointer","targetClass":"_User"}}}""");
        (await _master.PutAsync("/parse/schemas/PartBad", $$"""{"indexes":{"part":{"keys":{"s":1},"partialFilterExpression":{{condition}} } } }""")).ExpectError(102);
        Answer.AreEqual("""{"_id_":{"_id":1}}""", (await _master.GetAsync("/parse/schemas/PartBad")).Json.GetProperty("indexes").GetRawText());
    }

    [Theory]
    [InlineData("""{"keys":{"s":1},"sparse":true,"partialFilterExpression":{"s":"x"}}""")]
    [InlineData("""{"keys":{"s":1},"sparse":1}""")]
    [InlineData("""{"keys":{"s":1},"expireAfterSeconds":1}""")]
    public async Task What_no_option_can_be_is_refused(string index)
    {
        await _master.PostAsync("/parse/schemas/PartOptions", """{"fields":{"s":{"type":"String"}}}""");
        (await _master.PutAsync("/parse/schemas/PartOptions", $$"""{"indexes":{"part":{{index}} } }""")).ExpectError(102);
    }

    private static string Custom(System.Text.Json.JsonElement schema) =>
        "{" + string.Join(',', schema.GetProperty("fields").EnumerateObject().Where(field => field.Name is not ("objectId" or "createdAt" or "updatedAt" or "ACL")).Select(field => $"\"{field.Name}\":{field.Value.GetRawText()}")) + "}";
}
