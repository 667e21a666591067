using System.Globalization;
using CsCheck;

namespace BackendInfra.Postgres.Tests.Properties;

/// <summary>Random cases that are the same in every run: a failure names the seed that makes it again.</summary>
internal static class Seeded
{
    /// <summary>The first seed of a run; <c>BACKENDINFRA_TEST_SEED</c> sets another.</summary>
    public static ulong First { get; } =
        Environment.GetEnvironmentVariable("BACKENDINFRA_TEST_SEED") is { Length: > 0 } given ? ulong.Parse(given, CultureInfo.InvariantCulture) : 20_240_131;

    public static T Make<T>(Gen<T> gen, ulong seed) => gen.Generate(new PCG(1, seed), null, out _);
}
