using BackendInfra.Server.Import;
using Spectre.Console;

namespace BackendInfra.Server.Cli;

/// <summary>Imports files one after the other and shows how far it is: bars on a terminal, a line per file elsewhere.</summary>
internal static class ImportScreen
{
    public delegate Task<ImportResult> ImportAsync(ImportSource source, IProgress<ImportProgress> progress);

    public static async Task RunAsync(AppExport export, ImportAsync import)
    {
        foreach (var line in export.LeftOut)
            Console.WriteLine(line);
        var sources = export.Sources;
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            foreach (var source in sources)
                Console.WriteLine(Summary(source, await import(source, new Progress())));
            return;
        }

        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async screen =>
            {
                foreach (var source in sources)
                {
                    // Both passes over the file.
                    var task = screen.AddTask(Markup.Escape(source.Name), maxValue: Math.Max(1, 2 * (source.Length ?? 1)));
                    var result = await import(source, new Progress(task, source.Length ?? 0));
                    task.Value = task.MaxValue;
                    task.Description = Markup.Escape(Summary(source, result));
                    task.StopTask();
                }
            });
    }

    private static string Summary(ImportSource source, ImportResult result)
    {
        var what = result.Target.IsDefinitions ? "definitions" : result.Target.Relation is null ? "objects" : "members";
        var news = result.CreatedClass ? $", new class {result.Target.ClassName}"
            : result.AddedFields.IsEmpty ? ""
            : $", new fields {string.Join(", ", result.AddedFields)}";
        return $"{source.Name}: {result.Rows} {what}{news}{string.Concat(result.Notes.Select(note => $"\n  {note}"))}";
    }

    /// <remarks>Not <see cref="Progress{T}"/>, which reports on other threads and so out of order.</remarks>
    private sealed class Progress(ProgressTask? task = null, long length = 0) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) =>
            task?.Value = value.Bytes + (value.IsWriting ? length : 0);
    }
}
