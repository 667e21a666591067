using System.Collections.Immutable;
using System.Text;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;
using BackendInfra.Server.Http;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>Where the answers of an operation's fields and their errors gather.</summary>
internal sealed class OperationAnswer(PooledBuffer data) : IDisposable
{
    private readonly List<GraphQLError> _errors = [];
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);

    /// <summary>The members of <c>data</c> without the outer braces.</summary>
    public PooledBuffer Data { get; } = data;

    public IReadOnlyList<GraphQLError> Errors => _errors;

    /// <summary>Members of <c>extensions</c>, each with its JSON.</summary>
    public List<(string Name, string Json)> Extensions { get; } = [];

    /// <summary>Whether an error has reached a root field that must not be null.</summary>
    public bool IsNull { get; private set; }

    /// <summary>Writes the key of the next field.</summary>
    public void Key(string key)
    {
        if (Data.Length > 0)
            Raw(",");
        Raw("\"");
        Raw(key);
        Raw("\":");
    }

    public void Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Data.GetSpan(text.Length));
        Data.Advance(text.Length);
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
