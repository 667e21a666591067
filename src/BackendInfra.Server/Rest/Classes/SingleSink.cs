using System.Buffers;
using BackendInfra.Core.Queries;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Takes the one row of a read by id.</summary>
internal sealed class SingleSink(ResponseBuffer body) : RowSink
{
    public bool Found { get; private set; }

    public override void Total(long count)
    {
    }

    public override void BeginRow() => Found = true;

    public override IBufferWriter<byte> Column(int index) => body;
}
