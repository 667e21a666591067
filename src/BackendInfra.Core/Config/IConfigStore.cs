using System.Collections.Immutable;
using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Config;

/// <summary>The config of each app: parameters that clients read without asking for an object.</summary>
public interface IConfigStore
{
    /// <summary>Reads parameters, sorted by name.</summary>
    /// <param name="withMasterKeyOnly">Whether to read also those that only the master key may see.</param>
    /// <param name="filesUrl">What stands before the names of own files.</param>
    Task<IReadOnlyList<ConfigParameter>> ReadAsync(App app, bool withMasterKeyOnly, string filesUrl, CancellationToken cancellationToken);

    /// <summary>Makes all of the changes, or none. Other parameters stay, whoever changes them at the same time.</summary>
    /// <param name="changes">What <see cref="ConfigRules.Settle"/> has passed, no two of one name.</param>
    /// <exception cref="Errors.ParseException">111 an operation that the present value does not know.</exception>
    Task ChangeAsync(App app, ImmutableArray<ConfigChange> changes, CancellationToken cancellationToken);
}
