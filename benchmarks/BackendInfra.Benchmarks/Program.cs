using BackendInfra.Benchmarks.CloudCode;
using BackendInfra.Benchmarks.Http;
using BackendInfra.Benchmarks.Micro;
using BackendInfra.Benchmarks.Reset;
using BackendInfra.Benchmarks.Schemas;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// micro            planning and compiling, in process
// http [s] [part]  the load scenarios, or those with that part in their names; prints the table of docs/benchmarks.md
// cloud            Cloud Code: cold start, function calls, creates with and without beforeSave
// schema           building GraphQL schemas of many classes, in processor time
// reset            emptying an app for tests beside a hand-written TRUNCATE
// bare URL CS      the hand-written endpoint that the scenarios are compared with (started by http)
switch (args)
{
    case ["micro", .. var rest]:
        // In process: the child project of the default toolchain would restore packages on every run.
        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromTypes([typeof(CompileBenchmarks), typeof(GraphQLPlanBenchmarks), typeof(SchemaBuildBenchmarks)]).Run(rest.Length > 0 ? rest : ["--filter", "*"], config);
        return 0;
    case ["bare", var url, var connectionString]:
        await BareEndpoint.RunAsync(url, connectionString);
        return 0;
    case ["http"]:
        return await HttpBenchmark.RunAsync(TimeSpan.FromSeconds(5));
    case ["http", var seconds, .. var part] when int.TryParse(seconds, out var parsed) && parsed is > 0 and <= 60 && part.Length < 2:
        return await HttpBenchmark.RunAsync(TimeSpan.FromSeconds(parsed), part.FirstOrDefault());
    case ["cloud"]:
        return await CloudBenchmark.RunAsync(TimeSpan.FromSeconds(5));
    case ["schema"]:
        SchemaBuildTimes.Run();
        return 0;
    case ["reset"]:
        return await ResetBenchmark.RunAsync(rounds: 15);
    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/BackendInfra.Benchmarks -- micro | http [seconds per run [part of a name]] | cloud | schema | reset");
        return 2;
}
