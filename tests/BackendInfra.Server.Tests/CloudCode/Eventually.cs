using Xunit;

namespace BackendInfra.Server.Tests.CloudCode;

/// <summary>Waits for a state that another process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"Not within {Deadline.TotalSeconds} seconds: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
