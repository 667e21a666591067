using System.Buffers;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Gathers the rows of a query as a JSON array, for an <c>afterFind</c>.</summary>
internal sealed class ArraySink : RowSink, IDisposable
{
    /// <summary>What a trigger is to see must fit into memory.</summary>
    private const int MaxSize = 32 * 1024 * 1024;

    private readonly PooledBuffer _rows = new();

    public long? Count { get; private set; }

    /// <summary>The array, once all rows have been read.</summary>
    public ReadOnlyMemory<byte> Json => _rows.WrittenMemory;

    public override void Total(long count) => Count = count;

    public override void BeginRow() => _rows.Write(_rows.Length == 0 ? "["u8 : ","u8);

    public override IBufferWriter<byte> Column(int index) => _rows;

    /// <exception cref="ParseException">102 when the objects are too many.</exception>
    public override ValueTask EndRowAsync(CancellationToken cancellationToken) => _rows.Length <= MaxSize
        ? ValueTask.CompletedTask
        : throw Refusals.InvalidQuery("A class with an afterFind trigger cannot be read in so large a piece. Use a smaller limit.");

    public void Complete() => _rows.Write(_rows.Length == 0 ? "[]"u8 : "]"u8);

    public void Dispose() => _rows.Dispose();
}
