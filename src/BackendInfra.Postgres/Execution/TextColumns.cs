using System.Buffers;
using BackendInfra.Core.Queries;
using Npgsql;

namespace BackendInfra.Postgres.Execution;

/// <summary>Rows whose columns are JSON texts already: their bytes go on as they came.</summary>
internal sealed class TextColumns(int count) : IRowReader
{
    public void Write(NpgsqlDataReader reader, int first, ReadContext context, RowSink sink)
    {
        for (var i = 0; i < count; i++)
            sink.Column(i).Write(reader.GetFieldValue<byte[]>(first + i));
    }
}
