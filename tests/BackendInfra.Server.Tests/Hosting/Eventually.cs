using Xunit;

namespace BackendInfra.Server.Tests.Hosting;

/// <summary>Waits for a state that another thread, process or server brings about, however long that takes within reason.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until what it sees is what is wanted.</summary>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> isThere)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isThere(seen))
                return seen;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"After {Patience} it still is {seen}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Looks until a condition holds.</summary>
    /// <param name="what">The condition, for the failure.</param>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Not within {Patience.TotalSeconds} seconds: {what}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
