using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace BackendInfra.Server.Tests.Hosting;

/// <summary>An HTTP answer with its JSON.</summary>
public sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public IReadOnlyList<JsonElement> Results => [.. Json.GetProperty("results").EnumerateArray()];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), headers);
    }

    /// <summary>Fails the test with the whole answer when it has another status.</summary>
    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>Expects a refusal with a code; its status is 404 for 101 and 400 for the others.</summary>
    public void ExpectError(int code, string? message = null)
    {
        Expect(code == 101 ? 404 : 400);
        Assert.True(Json.GetProperty("code").GetInt32() == code, $"Expected code {code}: {Text}");
        if (message is not null)
            Assert.Equal(message, Json.GetProperty("error").GetString());
    }

    /// <summary>Expects the answer to callers of an unknown app or without a key.</summary>
    public void ExpectUnauthorized()
    {
        Expect(403);
        AreEqual("""{"error":"unauthorized"}""", Text);
    }

    /// <summary>Values of one key of all results, sorted.</summary>
    public IReadOnlyList<string> All(string key) => [.. Expect(200).Results.Select(row => row.GetProperty(key).ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Whether two JSON texts say the same, whatever the order of keys.</summary>
    public static void AreEqual(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"Expected {expected}, got {actual}");
}
