using System.Runtime.CompilerServices;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>
/// Cuts a stream of JSON into rows, holding no more than one row and a block of the stream. Takes Parse's export files
/// (<c>{"results":[…]}</c>), a bare array, and one object per line.
/// </summary>
internal sealed class RowReader(Stream stream)
{
    /// <summary>Bytes of one row: what a request body may have, so every object that the API made fits.</summary>
    public const int MaxRowSize = 20 * 1024 * 1024;

    private const int BlockSize = 64 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private byte[] _buffer = new byte[BlockSize];
    private int _start;
    private int _end;
    private bool _isFinal;
    private Shape _shape;
    private long _rows;

    // Two levels belong to the file, so that a row may be as deep as anything else a client sends.
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = ParseJson.MaxDepth + 2, AllowMultipleValues = true });

    /// <summary>What the part of the file that has been read told about it.</summary>
    private enum Shape
    {
        Unknown,
        Results,
        AfterResults,
        Array,
        Lines,
        End,
    }

    private enum Step
    {
        Row,
        NeedsData,
        End,
    }

    /// <summary>Bytes of the stream that have been read.</summary>
    public long BytesRead { get; private set; }

    /// <exception cref="ParseException">107 what is not JSON, or not in rows; 116 a row that is too large. Names the row.</exception>
    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await SkipByteOrderMarkAsync(cancellationToken);
        while (true)
        {
            var step = Next(out var row);
            if (step == Step.End)
                yield break;
            if (step == Step.Row)
                yield return row;
            else
                await FillAsync(cancellationToken);
        }
    }

    private async Task SkipByteOrderMarkAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken);
        var read = _buffer.AsSpan(0, _end);
        if (read.StartsWith(ByteOrderMark))
            _start = ByteOrderMark.Length;
        else if (read.Length >= 2 && read[..2] is [0xFF, 0xFE] or [0xFE, 0xFF])
            throw Refusals.InvalidJson("The file is UTF-16. Save it as UTF-8.");
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            RequireSize(_end);
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        // The whole buffer, because an unfinished row is read again from its beginning.
        var wanted = _buffer.AsMemory(_end);
        var count = await stream.ReadAtLeastAsync(wanted, wanted.Length, throwOnEndOfStream: false, cancellationToken);
        _end += count;
        BytesRead += count;
        _isFinal = count < wanted.Length;
    }

    private void RequireSize(int size)
    {
        if (size > MaxRowSize)
            throw ImportFailure.InRow(_rows + 1, new ParseException(ErrorCode.ObjectTooLarge, $"The row is larger than {MaxRowSize / 1024 / 1024} MB."));
    }

    private Step Next(out ImportRow row)
    {
        try
        {
            return Advance(out row);
        }
        catch (JsonException exception)
        {
            var refusal = Refusals.InvalidJson($"Invalid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} of the file.");
            throw _shape is Shape.Unknown or Shape.End ? refusal : ImportFailure.InRow(_rows + 1, refusal);
        }
    }

    /// <summary>Reads tokens until a row is complete. What is not complete yet is read again when there are more bytes.</summary>
    private Step Advance(out ImportRow row)
    {
        row = default;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
        var before = reader;
        while (reader.Read())
        {
            var token = reader.TokenType;
            switch (_shape)
            {
                case Shape.Unknown when token == JsonTokenType.StartArray:
                    _shape = Shape.Array;
                    break;
                case Shape.Unknown when token == JsonTokenType.StartObject:
                    var first = reader;
                    if (IsResults(ref first) is not { } isResults)
                        return Suspend(before);
                    _shape = isResults ? Shape.Results : Shape.Lines;
                    reader = isResults ? first : before;
                    break;
                case Shape.Results when token == JsonTokenType.EndArray:
                    _shape = Shape.AfterResults;
                    break;
                case Shape.AfterResults when token == JsonTokenType.PropertyName && reader.ValueTextEquals("count"):
                    if (!reader.TrySkip())
                        return Suspend(before);
                    break;
                case Shape.AfterResults when token == JsonTokenType.EndObject:
                case Shape.Array when token == JsonTokenType.EndArray:
                    _shape = Shape.End;
                    break;
                case Shape.Results or Shape.Array or Shape.Lines when token == JsonTokenType.StartObject:
                    var begin = (int)reader.TokenStartIndex;
                    if (!reader.TrySkip())
                        return Suspend(before);
                    var size = (int)reader.BytesConsumed - begin;
                    RequireSize(size);
                    row = new ImportRow(++_rows, _buffer.AsMemory(_start + begin, size));
                    Suspend(reader);
                    return Step.Row;
                case Shape.Results or Shape.Array or Shape.Lines:
                    throw ImportFailure.InRow(_rows + 1, Refusals.InvalidJson($"A row must be an object, but it is a {token}."));
                case Shape.Unknown:
                    throw Refusals.InvalidJson("The file must hold {\"results\":[…]}, an array of objects, or one object per line.");
                default:
                    throw Refusals.InvalidJson($"Something stands after the end of the {_rows} rows.");
            }

            before = reader;
        }

        if (!_isFinal)
            return Suspend(reader);
        return _shape == Shape.Unknown ? throw Refusals.InvalidJson("The file is empty.") : Step.End;
    }

    private Step Suspend(Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
        return Step.NeedsData;
    }

    /// <summary>Whether an object that begins here is an export's wrapper; then the reader stands in its array. Null: too early to say.</summary>
    private static bool? IsResults(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            return null;
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("results"))
            return false;
        return reader.Read() ? reader.TokenType == JsonTokenType.StartArray : null;
    }
}
