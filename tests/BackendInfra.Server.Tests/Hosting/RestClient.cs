using System.Net.Http.Headers;
using System.Text;
using BackendInfra.Core.Apps;
using Xunit;

namespace BackendInfra.Server.Tests.Hosting;

/// <summary>Speaks REST to one app as one caller.</summary>
public sealed class RestClient(HttpClient http, Uri address, App app)
{
    public Dictionary<string, string> Headers { get; } = new() { ["X-Parse-Application-Id"] = app.Id };

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] parameters) =>
        SendAsync(HttpMethod.Get, parameters.Length == 0 ? path : $"{path}?{string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"))}", null);

    /// <summary>Posts, and lets a millisecond begin after an object was made: what tests make one after another is ordered by creation.</summary>
    public async Task<Answer> PostAsync(string path, string json)
    {
        var answer = await SendAsync(HttpMethod.Post, path, json);
        if (answer.Status == 201)
            await Ticks.NextAsync();
        return answer;
    }

    public Task<Answer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>Makes an object and gives its id.</summary>
    public async Task<string> CreateAsync(string className, string json) =>
        (await PostAsync($"/parse/classes/{className}", json)).Expect(201).Json.GetProperty("objectId").GetString()!;

    /// <summary>Makes a class.</summary>
    public async Task DefineAsync(string className, string json) => (await PostAsync($"/parse/schemas/{className}", json)).Expect(200);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        foreach (var (name, value) in Headers)
            request.Headers.Add(name, value);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
