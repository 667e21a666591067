using BackendInfra.Core.Schema.Changes;
using static BackendInfra.Server.GraphQL.Diff.SdlDiff;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>Differences between the directives of two schemas.</summary>
internal static class DirectiveDiff
{
    public static IEnumerable<SchemaChangeItem> Between(IReadOnlyDictionary<string, SdlDirective> before, IReadOnlyDictionary<string, SdlDirective> after)
    {
        foreach (var old in before.Values)
        {
            if (!after.TryGetValue(old.Name, out var next))
            {
                yield return Breaking("DIRECTIVE_REMOVED", $"@{old.Name}", $"@{old.Name} was removed.");
                continue;
            }

            foreach (var name in old.Arguments.Keys.Except(next.Arguments.Keys))
                yield return Breaking("DIRECTIVE_ARG_REMOVED", $"@{old.Name}({name}:)", $"{name} was removed from @{old.Name}.");
            foreach (var added in next.Arguments.Values.Where(argument => argument.IsRequired && !old.Arguments.ContainsKey(argument.Name)))
                yield return Breaking("REQUIRED_DIRECTIVE_ARG_ADDED", $"@{old.Name}({added.Name}:)", $"A required arg {added.Name} on directive {old.Name} was added.");
            if (old.IsRepeatable && !next.IsRepeatable)
                yield return Breaking("DIRECTIVE_REPEATABLE_REMOVED", $"@{old.Name}", $"Repeatable flag was removed from @{old.Name}.");
            foreach (var location in old.Locations.Except(next.Locations))
                yield return Breaking("DIRECTIVE_LOCATION_REMOVED", $"@{old.Name}", $"{location} was removed from @{old.Name}.");
        }

        foreach (var name in after.Keys.Except(before.Keys))
            yield return Safe("DIRECTIVE_ADDED", $"@{name}", $"@{name} was added.");
    }
}
