using BackendInfra.Core.Apps;
using BackendInfra.Core.Files;

namespace BackendInfra.Server.Files;

/// <summary>Finds, and deletes, files that no object refers to.</summary>
internal sealed class FileCleaner(IFileStore store, IFileReferences references, TimeProvider time)
{
    /// <summary>So many names are looked for at once: each look is a pass over the app's tables.</summary>
    private const int BatchSize = 10_000;

    /// <param name="grace">Younger files stay: whoever uploads one links it afterwards.</param>
    /// <param name="onFound">Told of every file that nobody refers to, before it is deleted.</param>
    /// <returns>Their number.</returns>
    public async Task<int> CleanAsync(App app, TimeSpan grace, bool dryRun, Action<string> onFound, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - grace;
        var old = store.ListAsync(app, cancellationToken).Where(file => file.CreatedAt < before).Select(file => file.Name);
        var count = 0;
        await foreach (var names in old.Chunk(BatchSize).WithCancellation(cancellationToken))
        {
            var used = await references.FindAsync(app, names, cancellationToken);
            foreach (var name in names.Where(name => !used.Contains(name)))
            {
                onFound(name);
                count++;
                if (!dryRun)
                    await store.DeleteAsync(app, name, cancellationToken);
            }
        }

        return count;
    }
}
