using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Rest;

[Collection(nameof(ServerCollection))]
public sealed class EventTests(TestServer server)
{
    [Theory]
    [InlineData("AppOpened", """{"at":{"__type":"Date","iso":"2024-01-31T12:00:00.000Z"}}""")]
    [InlineData("signup", """{"dimensions":{"plan":"free"}}""")]
    [InlineData("bought%20a-book.2_x", "{}")]
    public async Task An_event_is_taken(string name, string body) =>
        Answer.AreEqual("{}", (await server.Anonymous(server.Guarded).PostAsync($"/parse/events/{name}", body)).Expect(200).Text);

    [Theory]
    [InlineData("1st")]
    [InlineData("%20")]
    [InlineData("a%0Ab")]
    [InlineData("a$b")]
    [InlineData("_x")]
    public async Task A_name_that_cannot_be_is_160(string name) => (await server.Anonymous(server.Guarded).PostAsync($"/parse/events/{name}", "{}")).ExpectError(160);

    [Fact]
    public async Task An_endless_name_and_other_dimensions_are_refused()
    {
        (await server.Anonymous(server.Guarded).PostAsync($"/parse/events/{new string('a', 129)}", "{}")).ExpectError(160);
        (await server.Anonymous(server.Guarded).PostAsync("/parse/events/a", """{"dimensions":[1]}""")).ExpectError(107);
    }

    [Theory]
    [InlineData("/parse/classes/HintedEvents", "readPreference", "SECONDARY")]
    [InlineData("/parse/classes/HintedEvents", "includeReadPreference", "SECONDARY")]
    [InlineData("/parse/classes/HintedEvents", "subqueryReadPreference", "SECONDARY")]
    [InlineData("/parse/classes/HintedEvents", "hint", "_id_")]
    [InlineData("/parse/classes/HintedEvents", "hint", """{"a":1}""")]
    [InlineData("/parse/classes/HintedEvents", "comment", "'; DROP TABLE x --")]
    public async Task Hints_comments_and_read_preferences_change_no_result(string path, string name, string value)
    {
        await server.Anonymous(server.Open).CreateAsync("HintedEvents", """{"a":1}""");
        var plain = (await server.Anonymous(server.Open).GetAsync(path, ("order", "createdAt"), ("limit", "1"))).Expect(200).Text;
        Assert.Equal(plain, (await server.Anonymous(server.Open).GetAsync(path, ("order", "createdAt"), ("limit", "1"), (name, value))).Expect(200).Text);
    }
}
