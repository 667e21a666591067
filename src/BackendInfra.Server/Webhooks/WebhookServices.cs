using BackendInfra.Server.Dispatch;

namespace BackendInfra.Server.Webhooks;

internal static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookClient>()
        .AddSingleton<HookUsers>()
        .AddSingleton<HookTransactions>()
        .AddSingleton<ICodeCarrier, WebhookCarrier>();
}
