using System.Collections.Frozen;
using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.Webhooks;

/// <summary>All webhooks of an app. Immutable, and looked up by every read and write: a class without any costs one look.</summary>
public sealed class WebhookSet
{
    public const int MaxCount = 1000;

    public static readonly WebhookSet None = new([]);

    private readonly FrozenDictionary<string, Webhook> _functions;
    private readonly FrozenDictionary<(string, TriggerKinds), Webhook> _triggers;
    private readonly FrozenDictionary<string, TriggerKinds> _kinds;

    public WebhookSet(IEnumerable<Webhook> hooks)
    {
        var all = hooks.ToArray();
        _functions = all.Where(hook => hook.FunctionName is not null).ToFrozenDictionary(hook => hook.FunctionName!, StringComparer.Ordinal);
        _triggers = all.Where(hook => hook.ClassName is not null).ToFrozenDictionary(hook => (hook.ClassName!, hook.Trigger));
        _kinds = _triggers.Values.GroupBy(hook => hook.ClassName!).ToFrozenDictionary(
            hooks => hooks.Key, hooks => hooks.Aggregate(TriggerKinds.None, (kinds, hook) => kinds | hook.Trigger), StringComparer.Ordinal);
    }

    /// <summary>Sorted by name.</summary>
    public IEnumerable<Webhook> Functions => _functions.Values.OrderBy(hook => hook.FunctionName, StringComparer.Ordinal);

    /// <summary>Sorted by class and kind.</summary>
    public IEnumerable<Webhook> Triggers => _triggers.Values.OrderBy(hook => hook.ClassName, StringComparer.Ordinal).ThenBy(hook => hook.Trigger);

    public TriggerKinds Of(string className) => _kinds.GetValueOrDefault(className);

    public Webhook? FindFunction(string name) => _functions.GetValueOrDefault(name);

    public Webhook? FindTrigger(string className, TriggerKinds kind) => _triggers.GetValueOrDefault((className, kind));

    /// <summary>These hooks with one more, or one in another's place.</summary>
    /// <exception cref="ParseException">143 when there are too many.</exception>
    public WebhookSet With(Webhook hook)
    {
        var others = Without(hook);
        return others._functions.Count + others._triggers.Count < MaxCount
            ? new WebhookSet(others._functions.Values.Concat(others._triggers.Values).Append(hook))
            : throw new ParseException(ErrorCode.WebhookError, $"An app can have at most {MaxCount} webhooks.");
    }

    /// <summary>These hooks without that of the same function, or the same class and trigger.</summary>
    public WebhookSet Without(Webhook hook) => new(_functions.Values.Concat(_triggers.Values)
        .Where(other => other.FunctionName != hook.FunctionName || other.ClassName != hook.ClassName || other.Trigger != hook.Trigger));
}
