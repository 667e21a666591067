using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Permissions;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Import;

/// <summary>
/// Imports Parse's export files (design §14): ids, dates and ACLs are kept, missing classes and fields are made, defaults
/// are not applied, triggers do not run. One transaction per file, and repeating it changes nothing.
/// </summary>
internal sealed class Importer(ISchemaRegistry registry, IObjectStore store, TimeProvider time)
{
    /// <summary>Imports one file. The master key's right.</summary>
    /// <exception cref="ParseException">Names file, row and reason; nothing of the file has changed anything.</exception>
    public async Task<ImportResult> ImportAsync(
        App app, Principal principal, ImportSource source, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        Require(principal);
        return await NamingFileAsync(source, async () =>
        {
            try
            {
                return await CheckAndWriteAsync();
            }
            catch (SchemaChangedException)
            {
                return await CheckAndWriteAsync();
            }
        });

        async Task<ImportResult> CheckAndWriteAsync()
        {
            var file = Open(app, source, options, progress);
            await file.CheckAsync(await registry.GetAsync(app, cancellationToken), cancellationToken);
            try
            {
                await WriteAsync(app, file, RowRange.None, cancellationToken);
            }
            catch (BatchRefusedException refused)
            {
                // Once more, now row by row where it went wrong, to be able to say which row it is.
                await WriteAsync(app, file, refused.Rows, cancellationToken);
            }

            return file.Result;
        }
    }

    /// <summary>Imports one file as part of an open transaction.</summary>
    /// <exception cref="ParseException">Names file, row and reason; the caller rolls back.</exception>
    public Task<ImportResult> ImportAsync(IStoreTransaction transaction, App app, ImportSource source, CancellationToken cancellationToken) =>
        NamingFileAsync(source, async () =>
        {
            var file = Open(app, source, new ImportOptions(), null);
            await file.CheckAsync(transaction.Schema, cancellationToken);
            await file.WriteAsync(transaction, RowRange.None, cancellationToken);
            return file.Result;
        });

    /// <exception cref="ParseException">119 for who may not import.</exception>
    public static void Require(Principal principal)
    {
        AccessGate.RequireWriter(principal, "import");
        if (!principal.MayWriteAnything)
            throw new ParseException(ErrorCode.OperationForbidden, "unauthorized: master key is required") { HttpStatus = StatusCodes.Status403Forbidden };
    }

    private IFileImport Open(App app, ImportSource source, ImportOptions options, IProgress<ImportProgress>? progress)
    {
        var target = ImportTarget.FromFileName(source.Name);
        return target.Relation is null
            ? new ClassImport(target, source, app, options, time, progress)
            : new RelationImport(target, source, progress);
    }

    private Task<bool> WriteAsync(App app, IFileImport file, RowRange oneByOne, CancellationToken cancellationToken) =>
        store.InTransactionAsync(
            app,
            async transaction =>
            {
                await file.WriteAsync(transaction, oneByOne, cancellationToken);
                return true;
            },
            cancellationToken);

    private static async Task<ImportResult> NamingFileAsync(ImportSource source, Func<Task<ImportResult>> import)
    {
        try
        {
            return await import();
        }
        catch (ParseException exception)
        {
            throw ImportFailure.InFile(source, exception);
        }
        catch (BatchRefusedException refused)
        {
            throw ImportFailure.InFile(source, ImportFailure.InRows(refused.Rows.First, refused.Rows.Last, (ParseException)refused.InnerException!));
        }
    }
}
