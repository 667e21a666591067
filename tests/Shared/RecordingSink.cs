using System.Buffers;
using System.Text;
using BackendInfra.Core.Queries;

namespace BackendInfra.Tests.Shared;

/// <summary>Keeps what a read gave.</summary>
public sealed class RecordingSink : RowSink
{
    private readonly List<List<ArrayBufferWriter<byte>>> _rows = [];

    /// <summary>The columns of each row as JSON texts.</summary>
    public IReadOnlyList<string[]> Rows => [.. _rows.Select(row => row.Select(column => Encoding.UTF8.GetString(column.WrittenSpan)).ToArray())];

    /// <summary>The first column of each row.</summary>
    public IReadOnlyList<string> Texts => [.. Rows.Select(row => row[0])];

    public long? Count { get; private set; }

    public override void Total(long count) => Count = count;

    public override void BeginRow() => _rows.Add([]);

    public override IBufferWriter<byte> Column(int index)
    {
        var row = _rows[^1];
        while (row.Count <= index)
            row.Add(new ArrayBufferWriter<byte>());
        return row[index];
    }
}
