using System.Text.Json;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>A deliberate mistake in the access gate: one of its rules switched off.</summary>
/// <param name="Rule">What no longer holds.</param>
/// <param name="File">The class whose source is changed, in Core's folder Permissions.</param>
/// <param name="Find">The text that is replaced; it stands there once.</param>
/// <param name="Tests">The test class of the matrix that is run; null runs all.</param>
internal sealed record Mutation(string Rule, string File, string Find, string Replace, string? Tests = null)
{
    public static readonly Mutation[] All = JsonSerializer.Deserialize<Mutation[]>(
        System.IO.File.ReadAllText(Repository.PathOf("tests", "BackendInfra.Server.Tests", "Permissions", "mutations.json")), JsonSerializerOptions.Web)!;

    /// <summary>The test classes that are to notice it.</summary>
    public IEnumerable<string> Classes =>
        (Tests is null ? ["Read", "Write", "Field", "System"] : (string[])[Tests]).Select(name => $"BackendInfra.Server.Tests.Permissions.{name}MatrixTests");

    public string Path => System.IO.Path.Combine("src", "BackendInfra.Core", "Permissions", $"{File}.cs");
}
