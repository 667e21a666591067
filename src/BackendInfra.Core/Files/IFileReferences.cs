using BackendInfra.Core.Apps;

namespace BackendInfra.Core.Files;

/// <summary>Which files an app's objects refer to.</summary>
public interface IFileReferences
{
    /// <summary>Those of the names that some object holds, in a File field or anywhere inside another one.</summary>
    Task<IReadOnlySet<string>> FindAsync(App app, IReadOnlyList<string> names, CancellationToken cancellationToken);
}
