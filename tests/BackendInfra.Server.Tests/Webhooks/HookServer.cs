using System.Collections.Concurrent;
using System.Text.Json;
using BackendInfra.Server.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BackendInfra.Server.Tests.Webhooks;

/// <summary>An app owner's own server, which answers webhooks. A class fixture.</summary>
public sealed class HookServer : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _handlers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HookCall> _calls = new();
    private WebApplication? _server;

    public string Address => _server!.Urls.First();

    /// <summary>Answers at a path with what a function makes of the call's body.</summary>
    /// <returns>The address.</returns>
    public string On(string path, Func<JsonElement, string> answer) => On(path, body => Task.FromResult(answer(body)));

    public string On(string path, Func<JsonElement, Task<string>> answer) => OnRequest(path, async context =>
    {
        var call = await HookCall.ReadAsync(path, context);
        _calls.Enqueue(call);
        var json = await answer(call.Body);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, context.RequestAborted);
    });

    /// <summary>Answers at a path in any way; the call is not noted.</summary>
    public string OnRequest(string path, RequestDelegate handler)
    {
        _handlers[path] = handler;
        return $"{Address}/{path}";
    }

    /// <summary>The calls of one path, oldest first.</summary>
    public IReadOnlyList<HookCall> CallsOf(string path) => [.. _calls.Where(call => call.Path == path)];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(context => _handlers.TryGetValue(context.Request.Path.Value!.TrimStart('/'), out var handler) ? handler(context) : NotFound(context));
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Registers a trigger.</summary>
    public static async Task TriggerAsync(RestClient master, string className, string trigger, string url) =>
        (await master.PostAsync("/parse/hooks/triggers", JsonSerializer.Serialize(new { className, triggerName = trigger, url }))).Expect(200);

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
