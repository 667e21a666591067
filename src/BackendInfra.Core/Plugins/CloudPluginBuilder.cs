using System.Text.Json;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Jobs;
using BackendInfra.Core.Triggers;
using BackendInfra.Core.Webhooks;

namespace BackendInfra.Core.Plugins;

/// <summary>Takes what a plugin handles. Where a webhook or Cloud Code of an app has the same function, job or trigger, that one runs.</summary>
/// <param name="services">The server's services, such as <see cref="Schema.ISchemaRegistry"/>, <see cref="Writes.WritePipeline"/> and <see cref="Writes.IObjectStore"/>. To be asked when a handler runs: while plugins register, not all of them can be made.</param>
public sealed class CloudPluginBuilder(IServiceProvider services)
{
    private readonly List<PluginTrigger> _triggers = [];
    private readonly Dictionary<string, PluginFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PluginJob> _jobs = new(StringComparer.Ordinal);

    public IServiceProvider Services { get; } = services;

    /// <summary>Which apps it is for; all of the server unless it says otherwise.</summary>
    public Func<App, bool> Serves { get; set; } = _ => true;

    /// <summary>What it handles so far.</summary>
    public IReadOnlyList<PluginTrigger> Triggers => _triggers;

    public IReadOnlyDictionary<string, PluginFunction> Functions => _functions;

    public IReadOnlyDictionary<string, PluginJob> Jobs => _jobs;

    /// <summary>Handles a function. What it throws as a <see cref="Errors.ParseException"/> its caller is told; anything else becomes 141 without details.</summary>
    /// <exception cref="ArgumentException">No function can have that name, or it is handled already.</exception>
    public CloudPluginBuilder Function(string name, PluginFunction run)
    {
        if (!Webhook.IsFunctionName(name))
            throw new ArgumentException($"'{name}' is no name of a function.", nameof(name));
        _functions.Add(name, run);
        return this;
    }

    /// <summary>Handles a job.</summary>
    /// <exception cref="ArgumentException">It is handled already.</exception>
    public CloudPluginBuilder Job(string name, PluginJob run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _jobs.Add(name, run);
        return this;
    }

    /// <summary>Handles <c>beforeSave</c>: it may change the object, or refuse it by throwing a <see cref="Errors.ParseException"/>.</summary>
    /// <exception cref="ArgumentException">The class cannot have the trigger, or has it.</exception>
    public CloudPluginBuilder BeforeSave(string className, Func<ObjectTriggerCall, CancellationToken, Task<SaveAnswer>> run) =>
        Add(new PluginTrigger(className, TriggerKinds.BeforeSave) { Save = run });

    /// <summary>Handles any other trigger about one object.</summary>
    /// <exception cref="ArgumentException">The class cannot have the trigger, or has it.</exception>
    public CloudPluginBuilder On(TriggerKinds kind, string className, Func<ObjectTriggerCall, CancellationToken, Task> run) =>
        kind == TriggerKinds.BeforeSave || (kind & TriggerKinds.Find) != 0
            ? throw new ArgumentException($"{TriggerNames.Of(kind)} has a method of its own.", nameof(kind))
            : Add(new PluginTrigger(className, kind) { Run = run });

    /// <summary>Handles <c>beforeFind</c>: it may give parameters of the query to set, as a JSON object.</summary>
    /// <exception cref="ArgumentException">The class cannot have the trigger, or has it.</exception>
    public CloudPluginBuilder BeforeFind(string className, Func<FindTriggerCall, CancellationToken, Task<JsonElement?>> run) =>
        Add(new PluginTrigger(className, TriggerKinds.BeforeFind) { BeforeFind = run });

    /// <summary>Handles <c>afterFind</c>: it may give other objects, as a JSON array.</summary>
    /// <exception cref="ArgumentException">The class cannot have the trigger, or has it.</exception>
    public CloudPluginBuilder AfterFind(string className, Func<FindTriggerCall, ReadOnlyMemory<byte>, CancellationToken, Task<JsonElement?>> run) =>
        Add(new PluginTrigger(className, TriggerKinds.AfterFind) { AfterFind = run });

    private CloudPluginBuilder Add(PluginTrigger trigger)
    {
        if (TriggerNames.Refusal(trigger.ClassName, trigger.Kind) is { } refusal)
            throw new ArgumentException(refusal, nameof(trigger));
        if (_triggers.Any(other => other.ClassName == trigger.ClassName && other.Kind == trigger.Kind))
            throw new ArgumentException($"{TriggerNames.Of(trigger.Kind)} of {trigger.ClassName} is handled already.", nameof(trigger));
        _triggers.Add(trigger);
        return this;
    }
}
