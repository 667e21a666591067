using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Import;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Server.Import;

namespace BackendInfra.Server.Export;

/// <summary>Writes an app's objects in the form that Parse exports and <see cref="Importer"/> reads: one file per class, one per relation.</summary>
internal sealed class Exporter(ISchemaRegistry registry, IExportStore store)
{
    /// <summary>Exports classes with their relations, all as they are at one moment.</summary>
    /// <param name="classNames">Empty for all classes of the app's own.</param>
    /// <param name="written">Told of each file as it is complete.</param>
    /// <exception cref="ParseException">103 when a class does not exist.</exception>
    public async Task ExportAsync(
        App app, string folder, IReadOnlyList<string> classNames, Action<ExportResult> written, CancellationToken cancellationToken)
    {
        var schema = await registry.GetAsync(app, cancellationToken);
        var classes = classNames.Count == 0
            ? schema.Classes.Where(of => !Names.IsSystemClass(of.Name)).ToList()
            : classNames.Distinct().Select(name => schema.Find(name) ?? throw Refusals.ClassDoesNotExist(Excerpt.Of(name))).ToList();

        Directory.CreateDirectory(folder);
        await store.ReadAsync(
            app,
            async snapshot =>
            {
                foreach (var of in classes)
                {
                    written(await WriteAsync(new ImportTarget(of.Name), folder, (file, token) => file.WriteAsync(snapshot.ObjectsAsync(of, token), token), cancellationToken));
                    foreach (var relation in of.CustomFields.Where(field => field.Type == FieldType.Relation))
                        written(await WriteAsync(new ImportTarget(of.Name, relation.Name), folder, (file, token) => file.WriteAsync(snapshot.MembersAsync(of, relation, token), token), cancellationToken));
                }
            },
            cancellationToken);
    }

    private static async Task<ExportResult> WriteAsync(
        ImportTarget target, string folder, Func<ExportFile, CancellationToken, Task<long>> write, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, target.FileName);
        await using var file = new ExportFile(path);
        var rows = await write(file, cancellationToken);
        file.Complete();
        return new ExportResult(target, path, rows);
    }
}
