namespace BackendInfra.Server.Tests.Hosting;

/// <summary>
/// Creation times have milliseconds, and objects of the same one are ordered by their random ids. A test that relies on
/// the order in which it made things lets the clock move on in between.
/// </summary>
internal static class Ticks
{
    /// <summary>Ends when the clock shows a later millisecond.</summary>
    public static async Task NextAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        while (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() <= now)
            await Task.Delay(1);
    }
}
