using System.Collections.Immutable;
using BackendInfra.Core.Classes;

namespace BackendInfra.Core.Users;

/// <summary>A user's second factor set up, or switched off.</summary>
/// <param name="Columns">What is stored of it.</param>
/// <param name="RecoveryCodes">Told once; only their hashes are stored. Empty when it is switched off.</param>
public sealed record MfaChange(ImmutableArray<InternalValue> Columns, ImmutableArray<string> RecoveryCodes)
{
    public bool IsOn => !RecoveryCodes.IsEmpty;
}
