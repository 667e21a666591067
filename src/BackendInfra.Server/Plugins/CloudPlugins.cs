using BackendInfra.Core.Apps;
using BackendInfra.Core.Plugins;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Server.Plugins;

/// <summary>What the plugins of this server handle, the one loaded first before the others.</summary>
internal sealed class CloudPlugins(IReadOnlyList<CloudPluginBuilder> plugins)
{
    public IEnumerable<string> Functions(App app) => Of(app).SelectMany(plugin => plugin.Functions.Keys);

    public IEnumerable<string> Jobs(App app) => Of(app).SelectMany(plugin => plugin.Jobs.Keys);

    public PluginFunction? FindFunction(App app, string name) => Of(app).Select(plugin => plugin.Functions.GetValueOrDefault(name)).FirstOrDefault(function => function is not null);

    public PluginJob? FindJob(App app, string name) => Of(app).Select(plugin => plugin.Jobs.GetValueOrDefault(name)).FirstOrDefault(job => job is not null);

    public TriggerKinds KindsOf(App app, string className)
    {
        if (plugins.Count == 0)
            return TriggerKinds.None;
        return Of(app).SelectMany(plugin => plugin.Triggers).Where(trigger => trigger.ClassName == className).Aggregate(TriggerKinds.None, (kinds, trigger) => kinds | trigger.Kind);
    }

    public PluginTrigger? FindTrigger(TriggerCall call) =>
        Of(call.App).SelectMany(plugin => plugin.Triggers).FirstOrDefault(trigger => trigger.ClassName == call.ClassName && trigger.Kind == call.Kind);

    private IEnumerable<CloudPluginBuilder> Of(App app) => plugins.Where(plugin => plugin.Serves(app));
}
