using System.Runtime.CompilerServices;
using System.Text;

namespace BackendInfra.Postgres.Sql;

/// <summary>A piece of SQL. The only way to make one is an interpolated string whose holes are typed, so client text cannot get in.</summary>
internal readonly record struct SqlText
{
    public static SqlText Empty => default;

    private SqlText(string text) => Text = text;

    /// <summary>The SQL; empty for the default value.</summary>
    public string Text => field ?? "";

    public bool IsEmpty => string.IsNullOrEmpty(Text);

    /// <summary>Makes SQL from literal text of our source and holes that are identifiers, literals, parameters or other SQL.</summary>
    public static SqlText Of(Handler sql) => new(sql.ToText());

    public static SqlText Join(string separator, IEnumerable<SqlText> parts) => new(string.Join(separator, parts.Select(part => part.Text)));

    public override string ToString() => Text;

    /// <summary>Accepts no strings: what is text must be an <see cref="Identifier"/>, a <see cref="Literal"/> or a parameter.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private readonly StringBuilder _text;

        public Handler(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

        public void AppendLiteral(string sql) => _text.Append(sql);

        public void AppendFormatted(SqlText sql) => _text.Append(sql.Text);

        public void AppendFormatted(Identifier identifier) => identifier.AppendTo(_text);

        public void AppendFormatted(Literal literal) => literal.AppendTo(_text);

        public void AppendFormatted(Alias alias)
        {
            if (alias.Table is { } table)
                table.AppendTo(_text);
            else
                _text.Append(alias.Prefix).Append(alias.Number);
        }

        public void AppendFormatted(int number) => _text.Append(number);

        public string ToText() => _text.ToString();
    }
}
