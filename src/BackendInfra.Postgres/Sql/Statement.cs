using BackendInfra.Core.Queries;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Sql;

/// <summary>What a statement under construction gathers besides its text: parameters and aliases.</summary>
internal sealed class Statement
{
    private readonly List<Parameter> _parameters = [];
    private int _aliases;

    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Adds a parameter, or finds the equal one, and gives its placeholder.</summary>
    public SqlText Add(Parameter parameter)
    {
        var index = _parameters.IndexOf(parameter);
        if (index < 0)
        {
            index = _parameters.Count;
            _parameters.Add(parameter);
        }

        return SqlText.Of($"${index + 1}");
    }

    public SqlText Add(Operand operand, OperandForm form) => Add(new OperandParameter(OperandForms.DbType(form), operand, form));

    public SqlText AddList(System.Collections.Immutable.ImmutableArray<Operand> operands, OperandForm form) =>
        Add(new OperandListParameter(NpgsqlDbType.Array | OperandForms.DbType(form), operands, form));

    /// <summary>A text known when the plan is made, such as a key inside an Object field.</summary>
    public SqlText Add(string text) => Add(new ValueParameter(NpgsqlDbType.Text, text));

    public SqlText Add(string[] texts) => Add(new TextListParameter(texts));

    public SqlText Subjects() => Add(new SubjectsParameter());

    public Alias NextAlias(char prefix = 't') => new(prefix, ++_aliases);

    /// <summary>Compares by content, so that equal lists share one parameter.</summary>
    private sealed record TextListParameter(string[] Texts) : Parameter(NpgsqlDbType.Array | NpgsqlDbType.Text)
    {
        public override object Value(ReadContext context) => Texts;

        public bool Equals(TextListParameter? other) => other is not null && Texts.SequenceEqual(other.Texts);

        public override int GetHashCode() => Texts.Length;
    }
}
