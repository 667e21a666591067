using BackendInfra.Server.Import;

namespace BackendInfra.Server.Tests.Import;

/// <summary>Watches how much memory is in use during an import.</summary>
internal sealed class MemoryProbe : IProgress<ImportProgress>
{
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private int _reports;

    public long Growth { get; private set; }

    public void Report(ImportProgress value)
    {
        if (_reports++ % 20 == 0)
            Growth = Math.Max(Growth, GC.GetTotalMemory(forceFullCollection: true) - _before);
    }
}
