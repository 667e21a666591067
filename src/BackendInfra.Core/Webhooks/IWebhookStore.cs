using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Webhooks;

/// <summary>Keeps apps' webhooks; they are read with the app itself, <see cref="App.Webhooks"/>.</summary>
public interface IWebhookStore
{
    /// <summary>Changes an app's webhooks; running servers follow within moments.</summary>
    /// <param name="edit">Gives the new set for the newest one, or throws a refusal.</param>
    /// <exception cref="Errors.ParseException">101 when the app is gone.</exception>
    Task ChangeAsync(App app, Func<WebhookSet, WebhookSet> edit, CancellationToken cancellationToken);
}
