using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Config;

/// <summary>What happens to one parameter of an app's config.</summary>
/// <param name="Operation">Sets, increments, adds to, removes from, or deletes; nothing else.</param>
public sealed record ConfigChange(string Name, FieldOperation Operation, bool MasterKeyOnly);
