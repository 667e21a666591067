using System.Globalization;

namespace BackendInfra.Server.Jobs;

/// <summary>How this server takes part in jobs: section <c>Jobs</c> of the configuration.</summary>
internal sealed record JobSettings
{
    private const int DefaultWorkers = 10;

    private static readonly TimeSpan DefaultLease = TimeSpan.FromSeconds(30);

    /// <summary>This process, as runs know who holds them.</summary>
    public string Server { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():n}";

    /// <summary>How many jobs run here at once; 0: none, and no schedule is watched from here.</summary>
    public int Workers { get; init; } = DefaultWorkers;

    /// <summary>After so long without a sign of life a server has lost its runs.</summary>
    public TimeSpan Lease { get; init; } = DefaultLease;

    /// <summary>How often it gives one.</summary>
    public TimeSpan Beat => Lease / 6;

    /// <summary>After so long a run that waits is put into the queue again.</summary>
    public TimeSpan Patience => Lease * 10;

    /// <exception cref="InvalidOperationException">A setting is none.</exception>
    public static JobSettings Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Jobs");
        return new JobSettings
        {
            Workers = section["Workers"] is not { Length: > 0 } workers ? DefaultWorkers
                : int.TryParse(workers, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000 ? number
                : throw new InvalidOperationException("Jobs:Workers must be 0 to 1000."),
            Lease = section["Lease"] is not { Length: > 0 } lease ? DefaultLease
                : double.TryParse(lease, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600 ? TimeSpan.FromSeconds(seconds)
                : throw new InvalidOperationException("Jobs:Lease must be 1 to 3600 seconds."),
        };
    }
}
