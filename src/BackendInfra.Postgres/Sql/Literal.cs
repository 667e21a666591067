using System.Text;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;

namespace BackendInfra.Postgres.Sql;

/// <summary>A quoted text in SQL: names of the registry and texts of our own, never a client's value, which is a parameter; but for <see cref="Constant"/>.</summary>
internal readonly record struct Literal
{
    private readonly string _text;

    private Literal(string text) => _text = text;

    /// <summary>A field's key in <c>data</c>.</summary>
    public static Literal Key(FieldDefinition field) => new(field.Name);

    public static Literal ClassName(ClassSchema schema) => new(schema.Name);

    public static Literal TextConfiguration(TextLanguage language) => new("pg_catalog." + language.Name);

    /// <summary>A text that the compiler itself composed of JSON punctuation, response keys and constants.</summary>
    public static Literal Json(string json) => new(json);

    /// <summary>A text of our own.</summary>
    public static Literal Own(string text) => new(text);

    /// <summary>A value in a condition of an index, checked when the index was made: the one place where PostgreSQL takes no parameter.</summary>
    public static Literal Constant(string value) => new(value);

    /// <summary>A backslash means itself whatever <c>standard_conforming_strings</c> says.</summary>
    public void AppendTo(StringBuilder sql)
    {
        var hasBackslash = _text.Contains('\\');
        sql.Append(hasBackslash ? " E'" : "'")
            .Append(_text.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal))
            .Append('\'');
    }
}
