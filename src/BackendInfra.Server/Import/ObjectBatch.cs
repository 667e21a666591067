using BackendInfra.Core.Errors;
using BackendInfra.Core.Import;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Writes;

namespace BackendInfra.Server.Import;

/// <summary>Gathers objects for one statement.</summary>
internal sealed class ObjectBatch(IStoreTransaction transaction, ClassSchema schema)
{
    private readonly List<ObjectRow> _rows = [];

    // One statement cannot write a row twice; of two with the same id the later one counts, as it does across batches.
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private RowRange _range;

    public int Count => _rows.Count;

    public void Add(long number, ObjectRow row)
    {
        _range = new RowRange(_rows.Count == 0 ? number : _range.First, number);
        if (_places.TryAdd(row.ObjectId, _rows.Count))
            _rows.Add(row);
        else
            _rows[_places[row.ObjectId]] = row;
    }

    /// <exception cref="BatchRefusedException">One of several rows is refused.</exception>
    /// <exception cref="ParseException">The only row is refused; the message names it.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_rows.Count == 0)
            return;
        try
        {
            await transaction.PutObjectsAsync(schema, _rows, cancellationToken);
        }
        catch (ParseException exception) when (exception.Code is not (ErrorCode.ConnectionFailed or ErrorCode.Timeout))
        {
            throw _range.First == _range.Last ? ImportFailure.InRow(_range.First, exception) : new BatchRefusedException(_range, exception);
        }

        _rows.Clear();
        _places.Clear();
    }
}
