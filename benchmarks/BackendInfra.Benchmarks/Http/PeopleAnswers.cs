using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;

namespace BackendInfra.Benchmarks.Http;

/// <summary>Compares what the product and the hand-written endpoint answer to users, but for what is new in every answer.</summary>
internal static class PeopleAnswers
{
    public static async Task ShowAsync(string productUrl, string bareUrl, App app)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Parse-Application-Id", app.Id);
        foreach (var user in new[] { 0, 7 })
        {
            client.DefaultRequestHeaders.Remove("X-Parse-Session-Token");
            var login = new { username = People.UserName(user), password = People.Password };
            Compare("Log-in", await PostAsync(client, productUrl + "/parse/login", login), await PostAsync(client, bareUrl + "/user/login", login), "sessionToken");

            client.DefaultRequestHeaders.Add("X-Parse-Session-Token", People.Token(user));
            Compare(
                $"Page of {People.UserName(user)}",
                JsonNode.Parse(await client.GetStringAsync(productUrl + "/parse/classes/Purchase?order=-createdAt&limit=20"))!,
                JsonNode.Parse(await client.GetStringAsync(bareUrl + "/user/page"))!);
            var id = $"b{user:D9}";
            Compare(
                "Update",
                await PutAsync(client, $"{productUrl}/parse/classes/Purchase/{id}"),
                await PutAsync(client, $"{bareUrl}/user/update?id={id}"),
                "updatedAt");
        }
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string url, object body) => await ReadAsync(await client.PostAsJsonAsync(url, body));

    private static async Task<JsonNode> PutAsync(HttpClient client, string url) => await ReadAsync(await client.PutAsJsonAsync(url, new { quantity = 3 }));

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return JsonNode.Parse(text)!;
    }

    private static void Compare(string what, JsonNode ours, JsonNode theirs, string? changing = null)
    {
        if (changing is not null)
            (ours[changing], theirs[changing]) = (ours[changing] is null ? "missing" : "", theirs[changing] is null ? "missing" : "");
        var same = JsonNode.DeepEquals(ours, theirs);
        Console.Error.WriteLine($"{what}: {(same ? "equal answers" : $"DIFFERENT answers\n  ours:   {ours.ToJsonString()}\n  theirs: {theirs.ToJsonString()}")}");
    }
}
