using System.Buffers;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>The rows of one read as bytes, kept until it is known that the answer has data.</summary>
internal sealed class RowBuffer : RowSink, IDisposable
{
    private const byte Missing = (byte)GraphSelection.MissingMarker;

    /// <summary>What has to be gathered before it is sent may not be more than memory should hold.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly PooledBuffer _bytes = new();
    private readonly List<int> _starts = [];
    private readonly List<int> _summaries = [];
    private long? _total;
    private int _cleared;

    /// <summary>Where rows go when they are too many to be gathered; null when they must be.</summary>
    public ConnectionStream? Stream { get; set; }

    /// <summary>How many rows came, also when none of their columns is wanted.</summary>
    public int Rows { get; private set; }

    /// <summary>How many of them are in here.</summary>
    public int Kept => Rows - _cleared;

    /// <exception cref="InvalidOperationException">The plan did not ask for it.</exception>
    public long TotalCount => _total ?? throw new InvalidOperationException("The read gave no total.");

    /// <summary>What the database looked at around the page.</summary>
    public (bool Precede, bool Follow) Around { get; private set; }

    /// <summary>Whether a non-null field without a value is somewhere in the rows.</summary>
    public bool HasMissing => _bytes.WrittenSpan.Contains(Missing);

    public override void Total(long count) => _total = count;

    public override void Neighbours(bool precede, bool follow) => Around = (precede, follow);

    public override IBufferWriter<byte> Summary(int index)
    {
        _summaries.Add(_bytes.Length);
        return _bytes;
    }

    public override void BeginRow() => Rows++;

    public override IBufferWriter<byte> Column(int index)
    {
        _starts.Add(_bytes.Length);
        return _bytes;
    }

    /// <exception cref="ParseException">102 the rows are too many to be one answer.</exception>
    public override ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        if (Stream is { } stream)
            return _bytes.Length <= stream.Room ? ValueTask.CompletedTask : stream.DrainAsync(this, cancellationToken);
        return _bytes.Length <= MaxBytes
            ? ValueTask.CompletedTask
            : throw Refusals.InvalidQuery("The result is larger than 64 MB: ask for fewer rows with first, and page on with after.");
    }

    /// <summary>The text of a column; columns are numbered through all rows that are kept.</summary>
    public ReadOnlySpan<byte> Cell(int index)
    {
        var end = index + 1 < _starts.Count ? _starts[index + 1] : _bytes.Length;
        return _bytes.WrittenSpan[_starts[index]..end];
    }

    /// <summary>The text of a summary.</summary>
    public ReadOnlySpan<byte> SummaryText(int index)
    {
        var end = index + 1 < _summaries.Count ? _summaries[index + 1] : _starts.Count > 0 ? _starts[0] : _bytes.Length;
        return _bytes.WrittenSpan[_summaries[index]..end];
    }

    /// <summary>Forgets the rows, and the summaries with them, but not that there were some.</summary>
    public void ClearRows()
    {
        _summaries.Clear();
        _bytes.Clear();
        _starts.Clear();
        _cleared = Rows;
    }

    public void Clear()
    {
        _summaries.Clear();
        _bytes.Clear();
        _starts.Clear();
        _cleared = 0;
        _total = null;
        Around = default;
        Rows = 0;
    }

    public override void Restart() => Clear();

    public void Dispose() => _bytes.Dispose();
}
