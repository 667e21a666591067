using System.Collections.Immutable;
using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Core.Writes.Steps;

namespace BackendInfra.Core.Config;

/// <summary>What may be written into an app's config.</summary>
public static class ConfigRules
{
    /// <summary>Greatest number of parameters that one request changes.</summary>
    public const int MaxChanges = 1000;

    /// <summary>The changes, checked and with own files' URLs left out.</summary>
    /// <exception cref="ParseException">105 a name that no parameter can have, 108 an operation that config does not know, 130 a foreign file, 155 too many.</exception>
    public static ImmutableArray<ConfigChange> Settle(App app, IEnumerable<ConfigChange> changes)
    {
        var settled = changes.Select(change => Settle(app, change)).ToImmutableArray();
        return settled.Length <= MaxChanges
            ? settled
            : throw new ParseException(ErrorCode.RequestLimitExceeded, $"A request may change at most {MaxChanges} parameters.");
    }

    private static ConfigChange Settle(App app, ConfigChange change)
    {
        if (!Names.IsIdentifier(change.Name) || Names.IsDenied(change.Name))
            throw Refusals.InvalidKeyName(Excerpt.Of(change.Name));
        if (change.Operation is not (SetOperation or IncrementOperation or AddOperation or AddUniqueOperation or RemoveOperation or DeleteOperation))
            throw new ParseException(ErrorCode.CommandUnavailable, $"{change.Name}: a parameter can be set, incremented, added to, removed from or deleted.");
        return change with { Operation = SettleFiles.Settle(app, change.Operation) };
    }
}
