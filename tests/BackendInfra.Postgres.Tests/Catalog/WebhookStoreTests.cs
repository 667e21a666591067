using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Webhooks;
using BackendInfra.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BackendInfra.Postgres.Tests.Catalog;

public sealed class WebhookStoreTests(PostgresServer server)
{
    [Fact]
    public async Task Every_server_hears_of_a_webhook()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var host = await PostgresHost.StartAsync(server, new AppOptions(), ct);
        using var other = await host.StartAnotherAsync(ct);
        var apps = other.Services.GetRequiredService<IAppStore>();
        Assert.Equal(TriggerKinds.None, (await apps.FindAsync(host.App.Id, ct))!.Webhooks.Of("Score"));

        var hooks = host.Services.GetRequiredService<IWebhookStore>();
        var hook = Webhook.OfTrigger("Score", TriggerKinds.BeforeSave, "http://example.com");
        await hooks.ChangeAsync(host.App, set => set.With(hook), ct);
        Assert.Equal(TriggerKinds.BeforeSave, (await host.Services.GetRequiredService<IAppStore>().FindAsync(host.App.Id, ct))!.Webhooks.Of("Score"));
        await Eventually.TrueAsync(async () => (await apps.FindAsync(host.App.Id, ct))!.Webhooks.Of("Score") == TriggerKinds.BeforeSave, "the webhook", ct);

        await Assert.ThrowsAsync<ParseException>(() => hooks.ChangeAsync(host.App, _ => throw new ParseException(ErrorCode.WebhookError, "no"), ct));
        await Assert.ThrowsAsync<ParseException>(() => hooks.ChangeAsync(host.App with { Id = "gone" }, set => set, ct));
        await other.StopAsync(ct);
    }
}
