using System.Diagnostics;
using BackendInfra.Benchmarks.Micro;
using BackendInfra.Server.GraphQL.Types;

namespace BackendInfra.Benchmarks.Schemas;

/// <summary>What building GraphQL schemas costs in processor time, which other programs on the machine do not change much.</summary>
internal static class SchemaBuildTimes
{
    private const int WarmUps = 5, Rounds = 21;

    public static void Run()
    {
        using var process = Process.GetCurrentProcess();
        foreach (var classes in (int[])[50, 500])
        {
            var snapshot = SchemaBuildBenchmarks.Snapshot(classes);
            for (var i = 0; i < WarmUps; i++)
                AppSchemaBuilder.Build(snapshot, [], _ => { });
            var times = Enumerable.Range(0, Rounds).Select(_ => Time(process, snapshot)).Order().ToArray();
            Console.WriteLine($"{classes} classes of 20 fields: {times[Rounds / 2].TotalMilliseconds:F0} ms of processor time (median of {Rounds}; {times[0].TotalMilliseconds:F0} to {times[^1].TotalMilliseconds:F0})");
        }
    }

    private static TimeSpan Time(Process process, Core.Schema.SchemaSnapshot snapshot)
    {
        GC.Collect();
        process.Refresh();
        var before = process.TotalProcessorTime;
        GC.KeepAlive(AppSchemaBuilder.Build(snapshot, [], _ => { }));
        process.Refresh();
        return process.TotalProcessorTime - before;
    }
}
