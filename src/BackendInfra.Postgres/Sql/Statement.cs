using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Sql;

/// <summary>What a statement under construction gathers besides its text: parameters and aliases.</summary>
internal class Statement
{
    /// <summary>The protocol counts parameters in 16 bits.</summary>
    private const int MaxParameters = 65_535;

    private readonly List<Parameter> _parameters = [];
    private readonly Dictionary<Parameter, int> _places = [];
    private int _aliases;

    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Adds a parameter, or finds the equal one, and gives its placeholder.</summary>
    /// <exception cref="ParseException">102 for a request with more values than a statement can have.</exception>
    public virtual SqlText Add(Parameter parameter)
    {
        if (!_places.TryGetValue(parameter, out var place))
        {
            if (_parameters.Count == MaxParameters)
                throw Refusals.InvalidQuery("The query is too complex: it compares too many values.");
            _parameters.Add(parameter);
            _places.Add(parameter, place = _parameters.Count);
        }

        return SqlText.Of($"${place}");
    }

    public SqlText Add(Operand operand, OperandForm form) => Add(new OperandParameter(OperandForms.DbType(form), operand, form));

    /// <param name="keepsNulls">Whether a null in the list is a JSON null; else it is left out.</param>
    public SqlText AddList(ImmutableArray<Operand> operands, OperandForm form, bool keepsNulls = false) =>
        Add(new OperandListParameter(NpgsqlDbType.Array | OperandForms.DbType(form), operands, form, keepsNulls));

    /// <summary>A text known when the plan is made, such as a key inside an Object field.</summary>
    public SqlText Add(string text) => Add(new ValueParameter(NpgsqlDbType.Text, text));

    public SqlText Add(double number) => Add(new ValueParameter(NpgsqlDbType.Double, number));

    public SqlText Add(NpgsqlPolygon polygon) => Add(new ValueParameter(NpgsqlDbType.Polygon, polygon));

    public SqlText Add(string[] texts) => Add(new TextListParameter(texts));

    public SqlText Subjects() => Add(new SubjectsParameter());

    /// <summary>The caller's user id; NULL for a caller who is no user.</summary>
    public SqlText CallerId() => Add(new CallerIdParameter());

    /// <summary>A JSON array that holds a pointer to the caller's user.</summary>
    public SqlText CallerPointers() => Add(new CallerPointersParameter());

    public SqlText FilesUrl() => Add(new FilesUrlParameter());

    public Alias NextAlias(char prefix = 't') => new(prefix, ++_aliases);

    /// <summary>Compares by content, so that equal lists share one parameter.</summary>
    private sealed record TextListParameter(string[] Texts) : Parameter(NpgsqlDbType.Array | NpgsqlDbType.Text)
    {
        public override object Value(ReadContext context) => Texts;

        public bool Equals(TextListParameter? other) => other is not null && Texts.SequenceEqual(other.Texts);

        public override int GetHashCode() => Texts.Aggregate(0, HashCode.Combine);
    }
}
