using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>One installation per app and device (reference §10).</summary>
[Collection(nameof(ServerCollection))]
public sealed class InstallationScenarios(TestServer server) : IAsyncLifetime
{
    private App _app = null!;

    private RestClient Client => server.Anonymous(_app);

    public async ValueTask InitializeAsync() => _app = await server.CreateAppAsync($"devices-{Guid.NewGuid():N}", new AppOptions());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Ids_are_written_small()
    {
        var token = string.Concat(Enumerable.Repeat("AbCdEf01", 8));
        await CreateAsync($$"""{"installationId":"ABC-Def","deviceType":"ios","deviceToken":"{{token}}"}""");
        var row = Assert.Single(await AllAsync());
        Assert.Equal(("abc-def", token.ToLowerInvariant()), (row.GetProperty("installationId").GetString(), row.GetProperty("deviceToken").GetString()));
        await CreateAsync("""{"installationId":"other","deviceType":"android","deviceToken":"AbC:short"}""");
        Assert.Contains(await AllAsync(), other => other.GetProperty("deviceToken").GetString() == "AbC:short");
    }

    [Fact]
    public async Task A_known_id_is_changed_instead_of_made_again()
    {
        var id = await CreateAsync("""{"installationId":"one","deviceType":"ios","channels":["a"]}""");
        var again = (await Client.PostAsync("/parse/installations", """{"installationId":"ONE","deviceType":"ios","channels":["b"]}""")).Expect(200).Json;
        Assert.Equal(id, again.GetProperty("objectId").GetString());
        Assert.True(again.TryGetProperty("updatedAt", out _));
        Assert.False(again.TryGetProperty("createdAt", out _));

        // What is known need not tell its type again.
        (await Client.PostAsync("/parse/installations", """{"installationId":"one","badge":1}""")).Expect(200);
        var row = Assert.Single(await AllAsync());
        Assert.Equal(("b", 1), (row.GetProperty("channels")[0].GetString(), row.GetProperty("badge").GetInt32()));
    }

    [Fact]
    public async Task The_header_names_the_installation()
    {
        var client = Client;
        client.Headers["X-Parse-Installation-Id"] = "FROM-Header";
        (await client.PostAsync("/parse/installations", """{"deviceType":"ios"}""")).Expect(201);
        (await client.PostAsync("/parse/installations", """{"deviceType":"ios","badge":3}""")).Expect(200);
        Assert.Equal("from-header", Assert.Single(await AllAsync()).GetProperty("installationId").GetString());
    }

    [Fact]
    public async Task A_token_alone_is_an_installation_that_takes_its_id_later()
    {
        var id = await CreateAsync("""{"deviceToken":"t1","deviceType":"android"}""");
        Assert.Equal(id, await MergeAsync("""{"deviceToken":"t1","deviceType":"android","badge":1}"""));
        Assert.Equal(id, await MergeAsync("""{"deviceToken":"t1","installationId":"i1","deviceType":"android"}"""));
        Assert.Equal("i1", Assert.Single(await AllAsync()).GetProperty("installationId").GetString());
    }

    [Fact]
    public async Task A_token_and_an_id_that_were_apart_become_one()
    {
        var byToken = await CreateAsync("""{"deviceToken":"t2","deviceType":"ios"}""");
        await CreateAsync("""{"installationId":"i2","deviceType":"ios"}""");
        Assert.Equal(byToken, await MergeAsync("""{"deviceToken":"t2","installationId":"i2","deviceType":"ios"}"""));
        var row = Assert.Single(await AllAsync());
        Assert.Equal(("i2", "t2"), (row.GetProperty("installationId").GetString(), row.GetProperty("deviceToken").GetString()));
    }

    [Fact]
    public async Task A_token_that_moves_to_another_id_leaves_the_old_one()
    {
        await CreateAsync("""{"installationId":"old","deviceToken":"t3","deviceType":"ios"}""");
        (await Client.PostAsync("/parse/installations", """{"installationId":"new","deviceToken":"t3","deviceType":"ios"}""")).Expect(201);
        Assert.Equal("new", Assert.Single(await AllAsync()).GetProperty("installationId").GetString());

        // Likewise when an installation that is there gets the token.
        var third = await CreateAsync("""{"installationId":"third","deviceType":"ios"}""");
        (await Client.PutAsync($"/parse/installations/{third}", """{"installationId":"third","deviceToken":"t3"}""")).Expect(200);
        Assert.Equal("third", Assert.Single(await AllAsync()).GetProperty("installationId").GetString());
    }

    [Fact]
    public async Task Another_app_on_the_device_keeps_its_own()
    {
        await CreateAsync("""{"installationId":"a","deviceToken":"t4","deviceType":"ios","appIdentifier":"com.example.a"}""");
        await CreateAsync("""{"installationId":"b","deviceToken":"t4","deviceType":"ios","appIdentifier":"com.example.b"}""");
        Assert.Equal(2, (await AllAsync()).Count);
        (await Client.PostAsync("/parse/installations", """{"deviceToken":"t4","deviceType":"ios"}""")).ExpectError(132);
    }

    [Fact]
    public async Task A_token_may_change_an_id_and_a_type_may_not()
    {
        var id = await CreateAsync("""{"installationId":"fixed","deviceToken":"t5","deviceType":"ios"}""");
        (await Client.PutAsync($"/parse/installations/{id}", """{"deviceToken":"t6"}""")).Expect(200);
        (await Client.PutAsync($"/parse/installations/{id}", """{"installationId":"FIXED","badge":1}""")).Expect(200);
        (await Client.PutAsync($"/parse/installations/{id}", """{"installationId":"other"}""")).ExpectError(136, "installationId may not be changed in this operation");
        (await Client.PutAsync($"/parse/installations/{id}", """{"deviceType":"android"}""")).ExpectError(136, "deviceType may not be changed in this operation");
        var anonymous = await CreateAsync("""{"deviceToken":"t7","deviceType":"ios"}""");
        (await Client.PutAsync($"/parse/installations/{anonymous}", """{"deviceToken":"t8"}""")).ExpectError(136, "deviceToken may not be changed in this operation");
        (await Client.PutAsync("/parse/installations/missing000", """{"deviceToken":"t9"}""")).ExpectError(101);
        (await Client.PutAsync($"/parse/installations/{id}", """{"badge":2}""")).Expect(200);
    }

    [Theory]
    [InlineData("""{"deviceType":"ios"}""")]
    [InlineData("""{"installationId":"x"}""")]
    [InlineData("""{"deviceToken":"x"}""")]
    [InlineData("""{"installationId":"","deviceType":"ios"}""")]
    public async Task What_identifies_it_is_required(string body) => (await Client.PostAsync("/parse/installations", body)).ExpectError(135);

    [Fact]
    public async Task Twenty_at_once_make_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Client.PostAsync("/parse/installations", $$"""{"installationId":"race","deviceToken":"race-{{i % 3}}","deviceType":"ios"}""")));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201, answer.Text));
        Assert.Single(await AllAsync());
    }

    [Fact]
    public async Task A_refused_write_deletes_no_duplicates()
    {
        await CreateAsync("""{"installationId":"keep","deviceToken":"t10","deviceType":"ios"}""");
        (await Client.PostAsync("/parse/installations", """{"installationId":"bad","deviceToken":"t10","deviceType":"ios","badge":"text"}""")).ExpectError(111);
        Assert.Equal("keep", Assert.Single(await AllAsync()).GetProperty("installationId").GetString());
        var batch = await Client.PostAsync(
            "/parse/batch",
            """{"transaction":true,"requests":[{"method":"POST","path":"/parse/installations","body":{"installationId":"bad","deviceToken":"t10","deviceType":"ios"}},{"method":"POST","path":"/parse/installations","body":{}}]}""");
        Assert.Equal(400, batch.Status);
        Assert.Equal("keep", Assert.Single(await AllAsync()).GetProperty("installationId").GetString());
    }

    [Fact]
    public async Task GraphQL_merges_too()
    {
        var id = await CreateAsync("""{"installationId":"graph","deviceType":"ios"}""");
        var answer = await server.Master(_app).PostAsync(
            $"/apps/{_app.Id}/graphql",
            JsonSerializer.Serialize(new { query = """mutation { createInstallation(input: { fields: { installationId: "GRAPH", deviceType: "ios", badge: 4 } }) { installation { objectId badge } } }""" }));
        Assert.Contains(id, answer.Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(4, Assert.Single(await AllAsync()).GetProperty("badge").GetInt32());
    }

    private async Task<string> CreateAsync(string body) => (await Client.PostAsync("/parse/installations", body)).Expect(201).Json.GetProperty("objectId").GetString()!;

    private async Task<string> MergeAsync(string body) => (await Client.PostAsync("/parse/installations", body)).Expect(200).Json.GetProperty("objectId").GetString()!;

    private async Task<IReadOnlyList<JsonElement>> AllAsync() => (await server.Master(_app).GetAsync("/parse/installations")).Expect(200).Results;
}
