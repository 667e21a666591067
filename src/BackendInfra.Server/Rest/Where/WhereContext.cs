using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Rest.Where;

/// <summary>What the parsing of a where needs to know.</summary>
/// <param name="Limits">Null for the master key.</param>
/// <param name="Now">What relative times are relative to.</param>
internal sealed record WhereContext(SchemaSnapshot Schema, Principal Principal, RequestLimits? Limits, DateTimeOffset Now)
{
    /// <summary>In an aggregation what stands before every path, and ids may be called <c>_id</c>; else null.</summary>
    public string? Prefix { get; init; }

    private int Depth { get; init; }

    /// <summary>The context of a where inside this one.</summary>
    /// <exception cref="ParseException">102 when it nests too deep.</exception>
    public WhereContext Deeper() =>
        Depth >= Limits?.WhereDepth
            ? throw Refusals.InvalidQuery($"A where may nest at most {Limits.WhereDepth} levels deep.")
            : this with { Depth = Depth + 1 };

    /// <summary>A class that a condition names; null when there is none, so that nothing is in it.</summary>
    /// <exception cref="ParseException">103 a name that no class can have; 119 no such class, and the caller may not know.</exception>
    public ClassSchema? FindClass(string name)
    {
        var found = Schema.Find(Names.RequireClass(name));
        return found is not null || Principal.IsUnrestricted ? found : throw Refusals.NonExistentClass(Excerpt.Of(name));
    }

    /// <exception cref="ParseException">102 when a list is too long.</exception>
    public void CheckLength(int length)
    {
        if (length > Limits?.ListOperands)
            throw Refusals.InvalidQuery($"A list in a where may hold at most {Limits.ListOperands} values.");
    }
}
