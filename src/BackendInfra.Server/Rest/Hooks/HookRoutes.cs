using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Values;
using BackendInfra.Core.Webhooks;
using BackendInfra.Server.Rest.Routing;

namespace BackendInfra.Server.Rest.Hooks;

/// <summary>The webhooks of an app, for the master key (reference §3 and §9).</summary>
internal static class HookRoutes
{
    public static RestRoute[] All =>
    [
        new("GET", "hooks/functions", RouteLevel.MasterRead, ListFunctionsAsync),
        new("GET", "hooks/triggers", RouteLevel.MasterRead, ListTriggersAsync),
        new("GET", "hooks/functions/{name}", RouteLevel.MasterRead, GetAsync),
        new("GET", "hooks/triggers/{className}/{name}", RouteLevel.MasterRead, GetAsync),
        new("POST", "hooks/functions", RouteLevel.MasterWrite, CreateAsync),
        new("POST", "hooks/triggers", RouteLevel.MasterWrite, CreateAsync),
        new("PUT", "hooks/functions/{name}", RouteLevel.MasterWrite, PutAsync),
        new("PUT", "hooks/triggers/{className}/{name}", RouteLevel.MasterWrite, PutAsync),
    ];

    private static Task ListFunctionsAsync(RestRequest request, CancellationToken cancellationToken)
    {
        request.Answer.Write(json => WebhooksJson.Write(json, request.Caller.App.Webhooks.Functions));
        return Task.CompletedTask;
    }

    private static Task ListTriggersAsync(RestRequest request, CancellationToken cancellationToken)
    {
        request.Answer.Write(json => WebhooksJson.Write(json, request.Caller.App.Webhooks.Triggers));
        return Task.CompletedTask;
    }

    /// <exception cref="ParseException">143 when there is none.</exception>
    private static Task GetAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var hook = Find(request.Caller.App.Webhooks, request.Match) ?? throw Missing(request.Match);
        request.Answer.Write(json => WebhooksJson.Write(json, hook));
        return Task.CompletedTask;
    }

    /// <summary><c>POST</c> with <c>functionName</c>, or <c>className</c> and <c>triggerName</c>, and <c>url</c>.</summary>
    /// <exception cref="ParseException">143 malformed, or there is one already.</exception>
    private static async Task CreateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var hook = Read(Text(request.Body, WebhooksJson.FunctionName), Text(request.Body, WebhooksJson.ClassName), Text(request.Body, WebhooksJson.TriggerName), Text(request.Body, WebhooksJson.Url));
        await ChangeAsync(request, hooks => Has(hooks, hook) ? throw Exists(hook) : hooks.With(hook), cancellationToken);
        request.Answer.Write(json => WebhooksJson.Write(json, hook));
    }

    /// <summary><c>PUT</c> with a new <c>url</c>, or <c>{"__op":"Delete"}</c>.</summary>
    /// <exception cref="ParseException">143 malformed, or there is none; 101 nothing to delete.</exception>
    private static async Task PutAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var match = request.Match;
        if (Text(request.Body, "__op") == "Delete")
        {
            await ChangeAsync(request, hooks => Find(hooks, match) is { } found ? hooks.Without(found) : throw Refusals.ObjectNotFound(), cancellationToken);
            request.Answer.WriteEmptyObject();
            return;
        }

        var url = Text(request.Body, WebhooksJson.Url);
        var hook = match.ClassName.Length > 0 ? Read(null, match.ClassName, match.Name, url) : Read(match.Name, null, null, url);
        await ChangeAsync(request, hooks => Has(hooks, hook) ? hooks.With(hook) : throw Missing(match), cancellationToken);
        request.Answer.Write(json => WebhooksJson.Write(json, hook));
    }

    private static Task ChangeAsync(RestRequest request, Func<WebhookSet, WebhookSet> edit, CancellationToken cancellationToken) =>
        request.Data.IsInTransaction
            ? throw new ParseException(ErrorCode.CommandUnavailable, "Webhooks cannot be changed as part of a transaction.")
            : request.Data.Services.Webhooks.ChangeAsync(request.Caller.App, edit, cancellationToken);

    private static Webhook Read(string? function, string? className, string? trigger, string? url)
    {
        if (url is not null && function is not null)
            return Webhook.OfFunction(function, url);
        return url is not null && className is not null && trigger is not null && TriggerNames.TryParse(trigger, out var kind)
            ? Webhook.OfTrigger(className, kind, url)
            : throw new ParseException(ErrorCode.WebhookError, "invalid hook declaration");
    }

    private static Webhook? Find(WebhookSet hooks, RouteMatch match) =>
        match.ClassName.Length == 0 ? hooks.FindFunction(match.Name)
        : TriggerNames.TryParse(match.Name, out var kind) ? hooks.FindTrigger(match.ClassName, kind)
        : null;

    private static bool Has(WebhookSet hooks, Webhook hook) =>
        (hook.FunctionName is { } name ? hooks.FindFunction(name) : hooks.FindTrigger(hook.ClassName!, hook.Trigger)) is not null;

    private static ParseException Exists(Webhook hook) => new(ErrorCode.WebhookError, hook.FunctionName is { } name
        ? $"function name: {name} already exists"
        : $"class {hook.ClassName} already has trigger {TriggerNames.Of(hook.Trigger)}");

    private static ParseException Missing(RouteMatch match) => new(ErrorCode.WebhookError, match.ClassName.Length == 0
        ? $"no function named: {Excerpt.Of(match.Name)} is defined"
        : $"class {Excerpt.Of(match.ClassName)} does not exist");

    private static string? Text(RestBody body, string name) =>
        body.Find(name) is { ValueKind: JsonValueKind.String } value ? ParseJson.ReadText(value) : null;
}
