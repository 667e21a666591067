using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Server.Tests.Idempotency;
using BackendInfra.Server.Tests.Webhooks;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §14: the routes that <see cref="IdempotencyTests"/> leave out.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section14IdempotencyTests(TestServer server, HookServer hooks) : IClassFixture<HookServer>
{
    [Fact]
    public async Task A_repeated_call_of_a_function_and_change_of_a_user_run_once()
    {
        Assert.Equal((true, 300), (new AppOptions().IdempotencyOptions.Paths.IsEmpty, new AppOptions().IdempotencyOptions.Ttl));
        var app = await server.CreateAppAsync("ref-once", new AppOptions { IdempotencyOptions = new() { Paths = ["functions/.*", "users/.*"] } });
        (await server.Master(app).PostAsync("/parse/hooks/functions", $$"""{"functionName":"once","url":"{{hooks.On("once", _ => """{"success":1}""")}}"}""")).Expect(200);

        var signedUp = (await server.Anonymous(app).PostAsync("/parse/users", """{"username":"once","password":"x","n":1}""")).Expect(201).Json;
        var client = server.Anonymous(app);
        client.Headers["X-Parse-Session-Token"] = signedUp.GetProperty("sessionToken").GetString()!;
        client.Headers["X-Parse-Request-Id"] = "function";
        (await client.PostAsync("/parse/functions/once", "{}")).Expect(200);
        (await client.PostAsync("/parse/functions/once", "{}")).ExpectError(159, "Duplicate request");
        Assert.Single(hooks.CallsOf("once"));

        client.Headers["X-Parse-Request-Id"] = "user";
        var path = $"/parse/users/{signedUp.GetProperty("objectId")}";
        const string More = """{"n":{"__op":"Increment","amount":1}}""";
        Assert.Equal(2, (await client.PutAsync(path, More)).Expect(200).Json.GetProperty("n").GetInt32());
        (await client.PutAsync(path, More)).ExpectError(159, "Duplicate request");
    }
}
