using System.Collections.Immutable;
using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Http;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Where the answers of an operation's fields and their errors gather.</summary>
/// <param name="stream">Where data goes that is not to be gathered; null when all must be.</param>
internal sealed class OperationAnswer(PooledBuffer data, AnswerStream? stream = null) : IDisposable
{
    /// <summary>Of an answer that is being sent, so that errors of its rows stay bounded, too. The places are null all the same.</summary>
    private const int MaxErrorsWhileSending = 1000;

    private readonly List<GraphQLError> _errors = [];
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);
    private long _sent;

    /// <summary>The members of <c>data</c> without the outer braces.</summary>
    public PooledBuffer Data { get; } = data;

    public IReadOnlyList<GraphQLError> Errors => _errors;

    public bool CanStream => stream is not null;

    /// <summary>Whether a part of the data has been sent.</summary>
    public bool HasStarted => stream is { HasStarted: true };

    /// <summary>Bytes of data so far, sent or not.</summary>
    public long Written => _sent + Data.Length;

    /// <summary>Members of <c>extensions</c>, each with its JSON.</summary>
    public List<(string Name, string Json)> Extensions { get; } = [];

    /// <summary>Whether an error has reached a root field that must not be null.</summary>
    public bool IsNull { get; private set; }

    /// <summary>Writes the key of the next field.</summary>
    public void Key(string key)
    {
        if (Written > 0)
            Raw(",");
        Raw("\"");
        Raw(key);
        Raw("\":");
    }

    public void Raw(string text) => Data.Advance(Encoding.UTF8.GetBytes(text, Data.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Data.GetSpan(text.Length));
        Data.Advance(text.Length);
    }

    /// <summary>Sends the data that has gathered.</summary>
    /// <exception cref="InvalidOperationException">The data is null, or cannot be sent yet.</exception>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (IsNull || stream is null)
            throw new InvalidOperationException("There is no data to send.");
        await stream.SendAsync(Data.WrittenMemory, cancellationToken);
        _sent += Data.Length;
        Data.Clear();
    }

    public void Error(GraphQLError error) => _errors.Add(error);

    /// <summary>Notes what a class-level permission closes, at the place below the field.</summary>
    public void Deny(RootField field, DeniedNode denied, params ImmutableArray<object> at)
    {
        var error = GraphQLError.At(field, denied.Error, at.AddRange(denied.Path));
        _denied.Add(Place(error.Path));
        _errors.Add(error);
    }

    /// <summary>Answers a field with null because of an error in it or below it.</summary>
    public void Fail(RootField field, ParseException error, IEnumerable<object>? below = null)
    {
        _errors.Add(GraphQLError.At(field, error, below));
        IsNull |= field.IsNonNull;
        Raw("null");
    }

    /// <summary>Answers a field whose errors are noted already with null.</summary>
    public void Null(RootField field)
    {
        IsNull |= field.IsNonNull;
        Raw("null");
    }

    /// <summary>The text of one object, its missing fields propagated.</summary>
    /// <param name="at">The object's place below the field.</param>
    public ReadOnlySpan<byte> Object(RootField field, ReadOnlySpan<byte> json, bool hasMissing, params ImmutableArray<object> at)
    {
        if (!hasMissing)
            return json;
        var (text, missing) = NullPropagation.Apply(json);
        foreach (var path in missing)
        {
            if (HasStarted && _errors.Count >= MaxErrorsWhileSending)
                break;
            var error = GraphQLError.At(field, new ParseException(ErrorCode.InternalServerError, $"Cannot return null for non-nullable field {path[^1]}."), at.AddRange(path));
            if (!_denied.Contains(Place(error.Path)))
                _errors.Add(error);
        }

        return text;
    }

    public void Dispose() => Data.Dispose();

    /// <summary>A path without list indices: a closed class is told once, not for every row.</summary>
    private static string Place(ImmutableArray<object> path) => string.Join('.', path.OfType<string>());
}
