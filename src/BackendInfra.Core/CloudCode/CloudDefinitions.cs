using System.Collections.Frozen;
using System.Collections.Immutable;
using BackendInfra.Core.Triggers;

namespace BackendInfra.Core.CloudCode;

/// <summary>What a release defines: found by running its script, stored with it. Immutable.</summary>
public sealed class CloudDefinitions
{
    public static readonly CloudDefinitions None = new([], [], []);

    private readonly FrozenDictionary<string, CloudFunction> _functions;
    private readonly FrozenDictionary<string, TriggerKinds> _triggers;

    /// <param name="triggers">Classes with the kinds of their triggers; <c>@File</c> and <c>@Config</c> stand for files and the config.</param>
    public CloudDefinitions(IEnumerable<CloudFunction> functions, IEnumerable<KeyValuePair<string, TriggerKinds>> triggers, IEnumerable<string> jobs)
    {
        _functions = functions.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
        _triggers = triggers.ToFrozenDictionary(StringComparer.Ordinal);
        Jobs = [.. jobs.Order(StringComparer.Ordinal)];
    }

    /// <summary>Sorted by name.</summary>
    public IEnumerable<CloudFunction> Functions => _functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal);

    /// <summary>Sorted by class.</summary>
    public IEnumerable<KeyValuePair<string, TriggerKinds>> Triggers => _triggers.OrderBy(trigger => trigger.Key, StringComparer.Ordinal);

    /// <summary>The names of the jobs, sorted.</summary>
    public ImmutableArray<string> Jobs { get; }

    /// <summary>Whether it answers HTTP requests of its own (Express).</summary>
    public bool HasWebApp { get; init; }

    public CloudFunction? FindFunction(string name) => _functions.GetValueOrDefault(name);

    public TriggerKinds Of(string className) => _triggers.GetValueOrDefault(className);
}
