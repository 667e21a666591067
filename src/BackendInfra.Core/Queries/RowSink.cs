using System.Buffers;

namespace BackendInfra.Core.Queries;

/// <summary>Takes the rows of one read as UTF-8 JSON, in order.</summary>
public abstract class RowSink
{
    /// <summary>Forgets all rows, since the work that gives them is run again.</summary>
    public virtual void Restart()
    {
    }

    /// <summary>Called once before the rows when the plan wants the total.</summary>
    public abstract void Total(long count);

    /// <summary>Where the plan's summary <paramref name="index"/> is written, before any row: one JSON text.</summary>
    /// <exception cref="NotSupportedException">The sink takes none.</exception>
    public virtual IBufferWriter<byte> Summary(int index) => throw new NotSupportedException("This sink takes no summaries.");

    /// <summary>
    /// Called once before the rows when more than them must be looked at to know: whether rows precede the page, and whether
    /// rows follow it. What the one row beyond the limit tells is not in it.
    /// </summary>
    public virtual void Neighbours(bool precede, bool follow)
    {
    }

    /// <summary>Called before the columns of each row.</summary>
    public abstract void BeginRow();

    /// <summary>Where column <paramref name="index"/> of the current row is written: one JSON text.</summary>
    public abstract IBufferWriter<byte> Column(int index);

    /// <summary>Called after each row; an implementation that streams sends on what has gathered.</summary>
    public virtual ValueTask EndRowAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
