using System.Collections.Immutable;

namespace BackendInfra.Core.Permissions;

/// <summary>A class's permissions (Parse's CLP): who may do what, and which fields are hidden from whom.</summary>
public sealed record ClassLevelPermissions
{
    private static readonly ImmutableSortedDictionary<string, ImmutableSortedSet<string>> NoFieldGroups =
        ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>The caller, in a default ACL.</summary>
    public const string CurrentUser = "currentUser";

    /// <summary>Only the master key reaches the class: Back4app's "protected mode", the default for new classes.</summary>
    public static readonly ClassLevelPermissions Protected = new();

    /// <summary>Everybody may do everything: Parse Server's default.</summary>
    public static readonly ClassLevelPermissions Public = new()
    {
        Rules = ClassOperations.All.ToImmutableSortedDictionary(o => o, _ => OperationRule.Public),
        ProtectedFields = NoFieldGroups.Add(OperationRule.Everyone, []),
    };

    /// <summary>An operation without a rule is closed.</summary>
    public ImmutableSortedDictionary<ClassOperation, OperationRule> Rules { get; init; } =
        ImmutableSortedDictionary<ClassOperation, OperationRule>.Empty;

    public ImmutableSortedSet<string> ReadUserFields { get; init; } = [];

    public ImmutableSortedSet<string> WriteUserFields { get; init; } = [];

    /// <summary>Field names by group: <c>*</c>, <c>authenticated</c>, a user id, <c>role:Name</c>, <c>userField:name</c>.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<string>> ProtectedFields { get; init; } = NoFieldGroups;

    /// <summary>What a new object gets that brings no ACL; null: none. <see cref="CurrentUser"/> in it stands for the caller.</summary>
    public Acl? DefaultAcl { get; init; }

    /// <summary>The fields that grant something to the users they name, or hide something from them.</summary>
    public IEnumerable<string> UserFields => ReadUserFields.Concat(WriteUserFields)
        .Concat(Rules.Values.SelectMany(rule => rule.PointerFields))
        .Concat(ProtectedFields.Keys.Where(group => group.StartsWith(FieldVisibility.UserFieldPrefix, StringComparison.Ordinal)).Select(group => group[FieldVisibility.UserFieldPrefix.Length..]));

    public OperationRule this[ClassOperation operation] => Rules.GetValueOrDefault(operation, OperationRule.Closed);

    /// <summary>Whether any group hides the field: such fields are nullable in GraphQL outputs (design §14).</summary>
    public bool IsProtectedForAnyone(string field) => ProtectedFields.Values.Any(fields => fields.Contains(field));
}
