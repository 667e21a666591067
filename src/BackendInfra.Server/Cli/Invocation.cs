namespace BackendInfra.Server.Cli;

/// <summary>How the reader of a message starts this program.</summary>
internal static class Invocation
{
    private const string Project = "src/BackendInfra.Server";

    public static string Text { get; } =
        Directory.Exists(Project) ? $"dotnet run --project {Project} --"
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? $"dotnet {Environment.GetCommandLineArgs()[0]}"
        : Environment.ProcessPath ?? "BackendInfra.Server";
}
