using BackendInfra.Core.Permissions;

namespace BackendInfra.Core.Queries;

/// <summary>What a compiled read is run with.</summary>
/// <param name="Variables">Coerced GraphQL variables; empty for REST.</param>
public sealed record ReadContext(Principal Principal, IReadOnlyDictionary<string, object?> Variables)
{
    private static readonly Dictionary<string, object?> NoVariables = [];

    /// <summary>What stands before the names of own files to make their URLs; empty when they are to be as they are stored, without one.</summary>
    public string FilesUrl { get; init; } = "";

    public static ReadContext For(Principal principal) => new(principal, NoVariables);
}
