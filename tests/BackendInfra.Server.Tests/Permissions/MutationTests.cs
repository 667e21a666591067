using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>
/// What the permission matrix is worth: with any rule of the access gate switched off it fails. Building and running it once
/// per rule takes half an hour, so that happens on demand; <c>docs/security.md</c> holds the result.
/// </summary>
public sealed partial class MutationTests
{
    [Fact]
    public void Every_mutation_has_its_place_in_the_source_and_in_the_table()
    {
        var table = File.ReadAllText(Repository.PathOf("docs", "security.md"));
        foreach (var mutation in Mutation.All)
        {
            var source = File.ReadAllText(Repository.PathOf(mutation.Path));
            Assert.True(source.Split(mutation.Find).Length == 2, $"{mutation.Rule}: the text to replace must stand in {mutation.File} once.");
            Assert.Matches($@"\| {Regex.Escape(mutation.Rule)} \| [^|]*\w+ \(\d+\)", table);
        }
    }

    /// <summary>Run with <c>-explicit only -diagnostics -class "*.MutationTests"</c>; it prints the table.</summary>
    [Fact(Explicit = true)]
    public async Task Every_mutation_is_caught()
    {
        var copy = Directory.CreateTempSubdirectory("backendinfra-mutations-").FullName;
        await RunAsync("cp", Repository.Root, "-r", ".", copy);
        var survivors = new List<string>();
        foreach (var mutation in Mutation.All)
        {
            var path = Path.Combine(copy, mutation.Path);
            var source = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(path, source.Replace(mutation.Find, mutation.Replace, StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var caught = await CaughtByAsync(copy, mutation);
            await File.WriteAllTextAsync(path, source, TestContext.Current.CancellationToken);

            if (caught.Length == 0)
                survivors.Add(mutation.Rule);
            TestContext.Current.SendDiagnosticMessage($"| {mutation.Rule} | {caught} |");
        }

        Directory.Delete(copy, recursive: true);
        Assert.Empty(survivors);
    }

    private static async Task<string> CaughtByAsync(string copy, Mutation mutation)
    {
        var project = Path.Combine(copy, "tests", "BackendInfra.Server.Tests");
        var (built, log) = await RunAsync("dotnet", copy, "build", project, "--no-restore", "-v", "q", "-clp:ErrorsOnly", "-p:RunAnalyzers=false");
        Assert.True(built == 0, $"{mutation.Rule}: {log}");

        var (_, output) = await RunAsync(Path.Combine(project, "bin", "Debug", "net10.0", "BackendInfra.Server.Tests"), copy, ["-noColor", .. mutation.Classes.SelectMany(name => (string[])["-class", name])]);
        Assert.Contains("TEST EXECUTION SUMMARY", output, StringComparison.Ordinal);
        var failed = FailedTest().Matches(output).Select(match => match.Groups[1].Value).CountBy(name => name).OrderBy(test => test.Key, StringComparer.Ordinal);
        return string.Join(", ", failed.Select(test => $"{test.Key} ({test.Value})"));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.ToString());
    }

    [GeneratedRegex(@"Permissions\.(?:\w+)\.(\w+)(?:\(.*\))? \[FAIL\]")]
    private static partial Regex FailedTest();
}
