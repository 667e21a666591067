using System.Collections.Immutable;

namespace BackendInfra.Server.Security;

/// <summary>Checks that belong together.</summary>
internal sealed record SecurityGroup(string Name, ImmutableArray<SecurityCheck> Checks)
{
    public bool Passes => Checks.All(check => check.Passes);
}
