namespace BackendInfra.Benchmarks.Http;

/// <summary>One run of one scenario against one server.</summary>
/// <param name="P50">Microseconds.</param>
/// <param name="P99">Microseconds.</param>
/// <param name="ServerCpu">CPU seconds of the server per 1,000 requests.</param>
/// <param name="PostgresCpu">CPU seconds of PostgreSQL per 1,000 requests.</param>
internal sealed record LoadResult(double PerSecond, double P50, double P99, double ServerCpu, double PostgresCpu)
{
    public static LoadResult Median(IReadOnlyList<LoadResult> runs) => new(
        Middle(runs, run => run.PerSecond),
        Middle(runs, run => run.P50),
        Middle(runs, run => run.P99),
        Middle(runs, run => run.ServerCpu),
        Middle(runs, run => run.PostgresCpu));

    public static double Middle<T>(IEnumerable<T> values, Func<T, double> select)
    {
        double[] sorted = [.. values.Select(select).Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
