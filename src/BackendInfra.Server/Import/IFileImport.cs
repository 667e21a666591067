using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Import;

/// <summary>One file's way into the database: checked as a whole first, then written.</summary>
internal interface IFileImport
{
    /// <summary>Reads the whole file and checks every row against the classes and against each other. Writes nothing.</summary>
    /// <exception cref="Core.Errors.ParseException">A row cannot be imported; the message names it.</exception>
    Task CheckAsync(SchemaSnapshot schema, CancellationToken cancellationToken);

    /// <summary>Reads the file again and writes its rows. May be called again in a new transaction.</summary>
    /// <exception cref="BatchRefusedException">The database refused one of several rows.</exception>
    /// <exception cref="Core.Errors.ParseException">The database refused a row; the message names it.</exception>
    Task WriteAsync(IStoreTransaction transaction, RowRange oneByOne, CancellationToken cancellationToken);

    /// <summary>Copies the files of other servers, once all rows have been checked.</summary>
    /// <exception cref="Core.Errors.ParseException">A file cannot be copied; the message names its row.</exception>
    Task CopyFilesAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    ImportResult Result { get; }
}
