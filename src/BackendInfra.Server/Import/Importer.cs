using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
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
            await file.CopyFilesAsync(cancellationToken);
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

    /// <summary>Imports one file as part of an open transaction. No files are copied.</summary>
    /// <exception cref="ParseException">Names file, row and reason; the caller rolls back.</exception>
    public Task<ImportResult> ImportAsync(
        IStoreTransaction transaction, App app, ImportSource source, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        NamingFileAsync(source, async () =>
        {
            var file = Open(app, source, options, progress);
            await file.CheckAsync(transaction.Schema, cancellationToken);
            await file.WriteAsync(transaction, RowRange.None, cancellationToken);
            return file.Result;
        });

    /// <summary>Lets work import into a transaction that is rolled back in any case: what would happen is seen, and nothing happens.</summary>
    /// <exception cref="ParseException">What the work throws.</exception>
    public async Task TryAsync(App app, Func<IStoreTransaction, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await store.InTransactionAsync<bool>(
                app,
                async transaction =>
                {
                    await work(transaction);
                    throw new RolledBackException();
                },
                cancellationToken);
        }
        catch (RolledBackException)
        {
            // As it was meant to be.
        }
    }

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
        if (target is { ClassName: SessionClass.Name } && !options.WithSessions)
            throw new ParseException(ErrorCode.InvalidClassName, "Sessions are imported with --with-sessions only; without them users sign in again.");
        return target switch
        {
            { IsDefinitions: true } => new SchemaImport(target, source, app, options),
            { Relation: null } => new ClassImport(target, source, app, options, time, progress),
            _ => new RelationImport(target, source, options, progress),
        };
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

    /// <summary>Ends a transaction that is not to last.</summary>
    private sealed class RolledBackException : Exception;
}
