using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Import;

/// <summary>Reads whole apps, row by row, whatever their size.</summary>
public interface IExportStore
{
    /// <summary>Runs work on one moment of the database: what others write meanwhile is not in it.</summary>
    Task ReadAsync(App app, Func<IExportSnapshot, Task> work, CancellationToken cancellationToken);
}
