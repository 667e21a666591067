namespace BackendInfra.Core.Writes.Steps;

/// <summary>One stage of a write before its statement. Does no I/O: what it refuses has changed nothing.</summary>
internal interface IWriteStep
{
    /// <exception cref="Errors.ParseException">The write is refused.</exception>
    void Run(WriteContext write);
}
