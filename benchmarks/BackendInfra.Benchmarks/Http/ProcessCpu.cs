using System.Globalization;

namespace BackendInfra.Benchmarks.Http;

/// <summary>CPU time as Linux accounts it, of one process or of a whole PostgreSQL.</summary>
internal static class ProcessCpu
{
    private const double TicksPerSecond = 100;

    public static double Of(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>The postmaster and its backends. Connections are pooled, so none ends while a scenario runs.</summary>
    public static double OfTree(int processId)
    {
        var total = Of(processId);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var child))
                continue;
            try
            {
                var stat = File.ReadAllText($"/proc/{child}/stat");
                var parent = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
                if (parent == processId.ToString(CultureInfo.InvariantCulture))
                    total += Of(child);
            }
            catch (IOException)
            {
                // It ended between the two looks.
            }
        }

        return total;
    }
}
