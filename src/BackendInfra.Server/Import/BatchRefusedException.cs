using BackendInfra.Core.Errors;

namespace BackendInfra.Server.Import;

/// <summary>The database refused a batch, and did not say which of its rows.</summary>
internal sealed class BatchRefusedException(RowRange rows, ParseException cause)
    : Exception(cause.Message, cause)
{
    public RowRange Rows => rows;
}
