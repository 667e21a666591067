using BackendInfra.Tests.Shared;
using Xunit;

namespace BackendInfra.Postgres.Tests;

/// <summary>The helper that other tests trust to fail.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void A_difference_is_shown_by_its_first_line()
    {
        Assert.SkipWhen(IsUpdating, "goldens are being written");
        using var folder = new TemporaryFolder();
        var test = Path.Combine(folder.Path, "Test.cs");
        Directory.CreateDirectory(Path.Combine(folder.Path, "Goldens"));
        File.WriteAllText(Path.Combine(folder.Path, "Goldens", "sample.sql"), "select 1\nfrom a\n");

        Golden.Match("select 1\r\nfrom a", "sample.sql", test);
        var mismatch = Assert.Throws<GoldenMismatchException>(() => Golden.Match("select 1\nfrom b", "sample.sql", test));

        Assert.Contains("sample.sql:2 differs", mismatch.Message, StringComparison.Ordinal);
        Assert.Contains("expected: from a", mismatch.Message, StringComparison.Ordinal);
        Assert.Contains("actual:   from b", mismatch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_fails()
    {
        Assert.SkipWhen(IsUpdating, "goldens are being written");
        using var folder = new TemporaryFolder();

        var missing = Assert.Throws<GoldenMismatchException>(
            () => Golden.Match("text", "absent", Path.Combine(folder.Path, "Test.cs")));

        Assert.Contains("UPDATE_GOLDENS=1", missing.Message, StringComparison.Ordinal);
    }

    private static bool IsUpdating => Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";
}
