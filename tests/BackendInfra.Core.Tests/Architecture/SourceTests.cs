using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace BackendInfra.Core.Tests.Architecture;

/// <summary>The walls of design §2 that no compiler keeps.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 500;

    private static readonly string Root = FindRoot();

    [Fact]
    public void GraphQL_stays_in_its_folder() => Nowhere(
        UsingGraphQL(), path => !path.StartsWith("src/BackendInfra.Server/GraphQL/", StringComparison.Ordinal));

    [Fact]
    public void Npgsql_and_EF_Core_stay_in_the_PostgreSQL_project() => Nowhere(
        UsingDatabase(), path => !path.StartsWith("src/BackendInfra.Postgres/", StringComparison.Ordinal));

    [Fact]
    public void SQL_stays_in_the_PostgreSQL_project() => Nowhere(
        SqlText(), path => !path.StartsWith("src/BackendInfra.Postgres/", StringComparison.Ordinal));

    [Fact]
    public void Only_the_program_names_the_PostgreSQL_project() => Nowhere(
        UsingPostgres(), path => path.StartsWith("src/BackendInfra.Server/", StringComparison.Ordinal) && path != "src/BackendInfra.Server/Program.cs");

    [Fact]
    public void Core_needs_nothing_but_the_base_library()
    {
        var references = typeof(BackendInfra.Core.Schema.Names).Assembly.GetReferencedAssemblies();
        Assert.DoesNotContain(references, r => !r.Name!.StartsWith("System.", StringComparison.Ordinal) && r.Name is not ("netstandard" or "mscorlib"));
    }

    [Fact]
    public void No_file_is_longer_than_500_lines() =>
        Assert.All(Sources(), path => Assert.InRange(File.ReadLines(Path.Combine(Root, path)).Count(), 0, MaxLines));

    private static void Nowhere(Regex pattern, Func<string, bool> isForbidden)
    {
        var hits = from path in Sources()
                   where isForbidden(path)
                   from line in File.ReadLines(Path.Combine(Root, path)).Index()
                   where pattern.IsMatch(line.Item)
                   select $"{path}:{line.Index + 1}: {line.Item.Trim()}";
        Assert.Empty(hits);
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?GraphQL(Parser)?\b")]
    private static partial Regex UsingGraphQL();

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?(Npgsql|Microsoft\.EntityFrameworkCore)\b|\bNpgsql(Connection|Command|Batch|Exception)\b|\bPostgresException\b")]
    private static partial Regex UsingDatabase();

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?BackendInfra\.Postgres\b")]
    private static partial Regex UsingPostgres();

    /// <summary>Statements inside string literals; comments may talk about them.</summary>
    [GeneratedRegex(@"^(?!\s*///?).*""[^""]*\b(SELECT .+ FROM |INSERT INTO |UPDATE .+ SET |DELETE FROM |CREATE (TABLE|INDEX|SCHEMA)|ALTER TABLE |DROP TABLE )")]
    private static partial Regex SqlText();
}
