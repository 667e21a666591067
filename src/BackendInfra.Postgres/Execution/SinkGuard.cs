using System.Buffers;
using BackendInfra.Core.Queries;

namespace BackendInfra.Postgres.Execution;

/// <summary>Notices whether any sink has been given something, after which a read must not be run again.</summary>
internal sealed class SinkGuard
{
    public SinkGuard(IReadOnlyList<RowSink> sinks) => Sinks = [.. sinks.Select(sink => new Watched(this, sink))];

    public IReadOnlyList<RowSink> Sinks { get; }

    public bool HasBegun { get; private set; }

    private sealed class Watched(SinkGuard guard, RowSink sink) : RowSink
    {
        public override void Total(long count)
        {
            guard.HasBegun = true;
            sink.Total(count);
        }

        public override void Neighbours(bool precede, bool follow)
        {
            guard.HasBegun = true;
            sink.Neighbours(precede, follow);
        }

        public override IBufferWriter<byte> Summary(int index)
        {
            guard.HasBegun = true;
            return sink.Summary(index);
        }

        public override void BeginRow()
        {
            guard.HasBegun = true;
            sink.BeginRow();
        }

        public override IBufferWriter<byte> Column(int index) => sink.Column(index);

        public override ValueTask EndRowAsync(CancellationToken cancellationToken) => sink.EndRowAsync(cancellationToken);
    }
}
