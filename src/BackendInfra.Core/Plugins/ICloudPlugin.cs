namespace BackendInfra.Core.Plugins;

/// <summary>
/// Code in C# that runs in the server itself: an assembly that the setting <c>Plugins</c> names, and that has public types of this
/// interface with a constructor without parameters. It is trusted as the server is.
/// </summary>
public interface ICloudPlugin
{
    /// <summary>Says what it handles. Called once, when the server starts.</summary>
    void Register(CloudPluginBuilder cloud);
}
