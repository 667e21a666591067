using System.Buffers;
using System.Buffers.Text;
using BackendInfra.Core.Queries;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Writes <c>{"results":[…],"count":n}</c> around the rows of a query.</summary>
internal sealed class ResultsSink(ResponseBuffer body) : RowSink
{
    private bool _hasRows;
    private long? _total;

    public override void Total(long count) => _total = count;

    public override void BeginRow()
    {
        body.Write(_hasRows ? ","u8 : """{"results":["""u8);
        _hasRows = true;
    }

    public override IBufferWriter<byte> Column(int index) => body;

    public override ValueTask EndRowAsync(CancellationToken cancellationToken) => body.StreamAsync(cancellationToken);

    /// <summary>Ends the answer after the last row.</summary>
    public void Complete() => Complete(_total);

    /// <param name="total">Null when it was not asked for.</param>
    public void Complete(long? total)
    {
        if (!_hasRows)
            body.Write("""{"results":["""u8);
        body.Write("]"u8);
        if (total is { } count)
        {
            body.Write(""","count":"""u8);
            Utf8Formatter.TryFormat(count, body.GetSpan(20), out var written);
            body.Advance(written);
        }

        body.Write("}"u8);
    }
}
