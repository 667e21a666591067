using System.Text;
using BackendInfra.Core.Apps;
using BackendInfra.Server.Http;
using BackendInfra.Server.Rest.Server;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace BackendInfra.Server.Tests.Rest.Reference;

/// <summary>Reference §2: refusals and their statuses. What no client can provoke is provoked without one.</summary>
[Collection(nameof(ServerCollection))]
public sealed class Section02ErrorTests(TestServer server)
{
    [Fact]
    public async Task A_refusal_has_a_code_and_a_message_and_nothing_else()
    {
        var client = server.Anonymous(server.Open);
        var absent = (await client.GetAsync("/parse/classes/RefErrors/none")).Expect(404);
        Answer.AreEqual("""{"code":101,"error":"Object not found."}""", absent.Text);
        Answer.AreEqual("""{"code":105,"error":"Invalid key name: a b"}""", (await client.PostAsync("/parse/classes/RefErrors", """{"a b":1}""")).Expect(400).Text);
        (await new RestClient(server.Http, server.Address, server.Open with { Id = "nobody" }).GetAsync("/parse/classes/RefErrors")).ExpectUnauthorized();
        Answer.AreEqual("""{"error":"unauthorized: master key is required"}""", (await client.GetAsync("/parse/schemas")).Expect(403).Text);
    }

    [Fact]
    public async Task What_nobody_expected_is_code_1_without_details()
    {
        var context = Context();
        await new ErrorHandling(_ => throw new InvalidOperationException("secret"), NullLogger<ErrorHandling>.Instance).InvokeAsync(context);
        Assert.Equal(500, context.Response.StatusCode);
        Answer.AreEqual("""{"code":1,"error":"Internal server error."}""", Text(context));
    }

    [Fact]
    public async Task Health_is_503_while_the_database_is_away()
    {
        var context = Context();
        context.RequestServices = new ServiceCollection().AddSingleton<IDatabaseHealth>(new Away()).BuildServiceProvider();
        await HealthEndpoint.AnswerAsync(context);
        Assert.Equal((503, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        Assert.Equal("""{"status":"unavailable"}""", Text(context));
    }

    private static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static string Text(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());

    private sealed class Away : IDatabaseHealth
    {
        public ValueTask<bool> IsAvailableAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }
}
