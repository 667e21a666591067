using BackendInfra.Core.Schema.Changes;
using static BackendInfra.Server.GraphQL.Diff.SdlDiff;

namespace BackendInfra.Server.GraphQL.Diff;

/// <summary>Differences between the arguments of a field.</summary>
internal static class ArgumentDiff
{
    public static IEnumerable<SchemaChangeItem> Between(string path, SdlMember old, SdlMember next)
    {
        foreach (var argument in old.Arguments.Values)
        {
            var of = $"{path}({argument.Name}:)";
            if (!next.Arguments.TryGetValue(argument.Name, out var other))
                yield return Breaking("ARG_REMOVED", of, $"{path} arg {argument.Name} was removed.");
            else if (!TypeChanges.IsSafeInput(argument.Type, other.Type))
                yield return Breaking("ARG_CHANGED_KIND", of, $"{path} arg {argument.Name} has changed type from {argument.TypeText} to {other.TypeText}.");
            else if (argument.Default is not null && argument.Default != other.Default)
                yield return Dangerous("ARG_DEFAULT_VALUE_CHANGE", of, other.Default is null ? $"{path} arg {argument.Name} defaultValue was removed." : $"{path} arg {argument.Name} has changed defaultValue from {argument.Default} to {other.Default}.");
            else if (argument.TypeText != other.TypeText || argument.Default != other.Default)
                yield return Safe("ARG_CHANGED_KIND_SAFE", of, $"{path} arg {argument.Name} has changed from {Text(argument)} to {Text(other)}.");
        }

        foreach (var argument in next.Arguments.Values.Where(argument => !old.Arguments.ContainsKey(argument.Name)))
        {
            yield return argument.IsRequired
                ? Breaking("REQUIRED_ARG_ADDED", $"{path}({argument.Name}:)", $"A required arg {argument.Name} on {path} was added.")
                : Dangerous("OPTIONAL_ARG_ADDED", $"{path}({argument.Name}:)", $"An optional arg {argument.Name} on {path} was added.");
        }
    }

    private static string Text(SdlMember argument) => argument.Default is null ? argument.TypeText : $"{argument.TypeText} = {argument.Default}";
}
