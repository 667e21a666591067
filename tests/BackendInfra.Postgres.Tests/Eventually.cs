using System.Diagnostics;
using Xunit;

namespace BackendInfra.Postgres.Tests;

/// <summary>Waits for what another process does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < Patience, $"{what}: not within {Patience.TotalSeconds} seconds.");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
