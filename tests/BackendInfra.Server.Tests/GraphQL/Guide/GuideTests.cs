using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Apps;
using BackendInfra.Server.Tests.GraphQL.Cases;
using BackendInfra.Server.Tests.Hosting;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Server.Tests.GraphQL.Guide;

/// <summary>Every example of the GraphQL guide runs, in its order, on the sample shop. Mutations run with the master key.</summary>
public sealed class GuideTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Every_example_of_the_guide_runs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var shop = await ShopAsync();
        var page = new StringBuilder();
        var guide = await File.ReadAllTextAsync(Repository.PathOf("docs", "guides", "graphql.md"), cancellation);
        foreach (var example in GuideExample.Of(guide.ReplaceLineEndings("\n")))
        {
            var answer = await AskAsync(shop, example);
            var code = answer["errors"]?[0]?["extensions"]?["code"]?.ToString();
            Assert.True(code == example.Error, $"docs/guides/graphql.md:{example.Line} was answered {answer.ToJsonString()}");
            page.AppendLine(example.Document).AppendLine(CaseTexts.Answer(answer)).AppendLine();
        }

        Golden.Match(page.ToString(), "guide");
    }

    private async Task<App> ShopAsync()
    {
        // The sample is made on servers that have no app, and this one has: it is filled here in the same way.
        var apps = server.Services.GetRequiredService<IAppStore>();
        var shop = await apps.CreateAsync(SampleShop.Name, new AppOptions(), TestContext.Current.CancellationToken, SampleShop.Name);
        return await server.Services.GetRequiredService<SampleShop>().EnsureAsync(TestContext.Current.CancellationToken) ?? shop;
    }

    private async Task<JsonObject> AskAsync(App app, GuideExample example)
    {
        var body = new JsonObject { ["query"] = example.Document, ["variables"] = example.Variables is { } variables ? JsonNode.Parse(variables) : null };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, $"/apps/{app.Id}/graphql")) { Content = JsonContent.Create(body) };
        if (example.AsMaster)
            request.Headers.Add("X-Parse-Master-Key", app.Keys.Master);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
    }
}
