using BackendInfra.Core.Queries;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Writes the current row of a result to a sink.</summary>
internal interface IRowReader
{
    /// <param name="first">Ordinal of the first column that is the row's own.</param>
    /// <param name="context">That of the read.</param>
    void Write(NpgsqlDataReader reader, int first, ReadContext context, RowSink sink);
}
