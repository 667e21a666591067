using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Server.Tests.Users;

/// <summary>Logging in by other services: a real OpenID Connect one, and doubles of those that are asked about tokens.</summary>
[Collection(nameof(ServerCollection))]
public sealed class ProviderScenarios(TestServer server, OidcService oidc, TokenServices services) : IClassFixture<OidcService>, IClassFixture<TokenServices>
{
    private const string Unsupported = "This authentication method is unsupported.";

    [Fact]
    public async Task An_OpenID_Connect_service_confirms_its_users()
    {
        var client = await ClientAsync("oidc-log-in");
        var token = await oidc.LogInAsync("ada");
        var made = (await SignUpAsync(client, "own", "ada", token)).Expect(201).Json;
        Assert.Equal(25, made.GetProperty("username").GetString()!.Length);

        var again = (await SignUpAsync(client, "own", "ada", await oidc.LogInAsync("ada", "second"))).Expect(200).Json;
        Assert.Equal(made.GetProperty("objectId").GetString(), again.GetProperty("objectId").GetString());
        Answer.AreEqual("""{"own":{"id":"ada"}}""", again.GetProperty("authData").GetRawText());
        Assert.NotEqual(made.GetProperty("objectId").GetString(), (await SignUpAsync(client, "own", "bob", await oidc.LogInAsync("bob"))).Expect(201).Json.GetProperty("objectId").GetString());

        // The well-known names are configurations of the same provider, and so is a service of which only the keys are known.
        (await SignUpAsync(client, "google", "ada", token)).Expect(201);
        (await SignUpAsync(client, "apple", "ada", token, "token")).Expect(201);
        (await SignUpAsync(client, "keys", "ada", token)).Expect(201);
    }

    [Fact]
    public async Task An_ID_token_that_proves_nothing_is_refused()
    {
        var client = await ClientAsync("oidc-refusals");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var good = await oidc.ForgeAsync(new { sub = "ada", aud = "app" });
        foreach (var (what, id, token) in new[]
        {
            ("another user's", "eve", good),
            ("another app's", "ada", await oidc.LogInAsync("ada", "stranger")),
            ("another issuer's", "ada", await oidc.ForgeAsync(new { sub = "ada", aud = "app", iss = "http://evil.example" })),
            ("expired", "ada", await oidc.ForgeAsync(new { sub = "ada", aud = "app", exp = now - 120 })),
            ("not valid yet", "ada", await oidc.ForgeAsync(new { sub = "ada", aud = "app", nbf = now + 120 })),
            ("without an audience", "ada", await oidc.ForgeAsync(new { sub = "ada" })),
            ("without a user", "ada", await oidc.ForgeAsync(new { aud = "app" })),
            ("unsigned", "ada", await oidc.ForgeAsync(new { sub = "ada", aud = "app" }, "none")),
            ("signed with the public key", "ada", await oidc.ForgeAsync(new { sub = "ada", aud = "app" }, "HS256")),
            ("changed", "ada", good[..^6] + "AAAAAA"),
            ("no token", "ada", "x"),
            ("too long", "ada", new string('x', 20_000)),
        })
        {
            var answer = await SignUpAsync(client, "own", id, token);
            Assert.True(answer.Status == 404 && answer.Text.Contains("own auth is invalid for this user.", StringComparison.Ordinal), $"{what}: {answer.Text}");
        }

        (await SignUpAsync(client, "es256", "ada", good)).ExpectError(101);
        (await client.PostAsync("/parse/users", """{"authData":{"own":{"id":"ada"}}}""")).ExpectError(101);
        (await client.PostAsync("/parse/users", """{"authData":{"own":{"id":"ada","id_token":{"not":"a text"}}}}""")).ExpectError(101);
        (await SignUpAsync(client, "noAudience", "ada", good)).ExpectError(252);
        (await SignUpAsync(client, "insecure", "ada", good)).ExpectError(252);
        (await SignUpAsync(client, "hs256", "ada", good)).ExpectError(252);
        (await SignUpAsync(client, "away", "ada", good)).ExpectError(100);
    }

    [Fact]
    public async Task A_nonce_must_be_the_tokens_own_where_one_is_required()
    {
        var client = await ClientAsync("oidc-nonce");
        var token = await oidc.LogInAsync("nora", "app", "n-1");
        (await SignUpAsync(client, "nonce", "nora", token)).ExpectError(101);
        (await SignUpAsync(client, "nonce", "nora", token, more: ""","nonce":"n-2" """)).ExpectError(101);
        (await SignUpAsync(client, "own", "nora", token, more: ""","nonce":"n-2" """)).ExpectError(101);
        (await SignUpAsync(client, "nonce", "nora", await oidc.LogInAsync("nora"), more: ""","nonce":"n-1" """)).ExpectError(101);
        (await SignUpAsync(client, "nonce", "nora", token, more: ""","nonce":"n-1" """)).Expect(201);
        var hashed = await oidc.LogInAsync("nora", "app", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("n-3"u8)));
        (await SignUpAsync(client, "nonce", "nora", hashed, more: ""","nonce":"n-3" """)).Expect(200);
    }

    [Fact]
    public async Task GitHub_and_Facebook_are_asked_whose_a_token_is()
    {
        var client = await ClientAsync("token-look-ups");
        var octocat = (await SignUpAsync(client, "github", "42", "gh-token-42", "access_token")).Expect(201).Json.GetProperty("objectId").GetString();
        Assert.Equal(octocat, (await SignUpAsync(client, "github", "42", "gh-token-42", "access_token")).Expect(200).Json.GetProperty("objectId").GetString());
        (await SignUpAsync(client, "github", "43", "gh-token-42", "access_token")).ExpectError(101, "github auth is invalid for this user.");
        (await SignUpAsync(client, "github", "42", "stolen", "access_token")).ExpectError(101);
        (await client.PostAsync("/parse/users", """{"authData":{"github":{"id":42,"access_token":"gh-token-42"}}}""")).ExpectError(252, Unsupported);

        (await SignUpAsync(client, "facebook", "7", "fb-token-7", "access_token")).Expect(201);
        (await SignUpAsync(client, "facebook", "8", "fb-token-7", "access_token")).ExpectError(101);
        (await SignUpAsync(client, "facebook", "7", "fb-token-other-app", "access_token")).ExpectError(101);
        (await SignUpAsync(client, "facebook", "7", "expired", "access_token")).ExpectError(101);
        (await SignUpAsync(client, "noSecret", "7", "fb-token-7", "access_token")).ExpectError(252);
    }

    [Fact]
    public async Task A_service_of_the_operators_own_decides()
    {
        var client = await ClientAsync("own-service");
        (await SignUpAsync(client, "pin", "p1", "right", "pin")).Expect(201);
        (await SignUpAsync(client, "pin", "p1", "same", "pin")).Expect(200);
        (await SignUpAsync(client, "pin", "p1", "wrong", "pin")).ExpectError(101);
        (await SignUpAsync(client, "pin", "p1", "somebody else", "pin")).ExpectError(101);
        (await SignUpAsync(client, "broken", "p1", "right", "pin")).ExpectError(100);
        (await SignUpAsync(client, "redirect", "p1", "right", "pin")).ExpectError(101);
        var (authorization, body) = services.Asked.First();
        Assert.Equal("Bearer hush", authorization);
        Answer.AreEqual("""{"provider":"pin","authData":{"id":"p1","pin":"right"}}""", body.GetRawText());
    }

    private static Task<Answer> SignUpAsync(RestClient client, string provider, string id, string token, string name = "id_token", string more = "") =>
        client.PostAsync("/parse/users", $$$$"""{"authData":{"{{{{provider}}}}":{"id":"{{{{id}}}}","{{{{name}}}}":"{{{{token}}}}"{{{{more}}}} }}}""");

    private async Task<RestClient> ClientAsync(string name)
    {
        var issuer = oidc.Issuer;
        var options = AppOptionsJson.Change(new AppOptions(), [("auth", JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["own"] = new { issuer, clientIds = new[] { "app", "second" } },
            ["google"] = new { issuer, clientId = "app" },
            ["apple"] = new { issuer, clientId = "app" },
            ["keys"] = new { issuer, jwksUri = $"{issuer}/jwks", clientId = "app" },
            ["nonce"] = new { issuer, clientId = "app", requireNonce = true },
            ["es256"] = new { issuer, clientId = "app", algorithms = new[] { "ES256" } },
            ["hs256"] = new { issuer, clientId = "app", algorithms = new[] { "HS256" } },
            ["noAudience"] = new { issuer },
            ["insecure"] = new { issuer = "http://accounts.example.com", clientId = "app" },
            ["away"] = new { issuer = "http://127.0.0.1:1", clientId = "app" },
            ["github"] = new { clientId = "gh-app", clientSecret = "gh-secret", url = services.Address },
            ["facebook"] = new { clientId = "fb-app", clientSecret = "fb-secret", url = services.Address },
            ["noSecret"] = new { kind = "facebook", clientId = "fb-app", url = services.Address },
            ["pin"] = new { url = $"{services.Address}/own", clientSecret = "hush" },
            ["broken"] = new { url = $"{services.Address}/broken" },
            ["redirect"] = new { url = $"{services.Address}/redirect" },
        }))]);
        return server.Anonymous(await server.CreateAppAsync(name, options));
    }
}
