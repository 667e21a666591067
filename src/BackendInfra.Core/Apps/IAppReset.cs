namespace BackendInfra.Core.Apps;

/// <summary>Makes an app as it was on its first day, for tests.</summary>
public interface IAppReset
{
    /// <summary>
    /// Deletes all objects, all classes of the app's own, its webhooks, and everything else in its PostgreSQL schema, and gives the system
    /// classes their fields, permissions and indexes back. Its keys, its options and its files stay.
    /// </summary>
    Task ResetAsync(App app, CancellationToken cancellationToken);
}
