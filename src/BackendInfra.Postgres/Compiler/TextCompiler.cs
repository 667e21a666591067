using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Full text search. The words of a field are written as its text index has them, so that the index serves them.</summary>
internal static class TextCompiler
{
    /// <summary>What of a text is searched, in characters: the words of one text must fit into a megabyte.</summary>
    private const int SearchedLength = 200_000;

    public static SqlText Compile(RowScope scope, TextFilter filter) =>
        TextOf(scope, filter.Path) is { IsEmpty: false } text
            ? SqlText.Of($"{Words(text, filter.Language)} @@ {Query(scope, filter)}")
            : SqlText.Of($"false");

    /// <summary>How well a row matches; 0 where it does not.</summary>
    public static SqlText Score(RowScope scope, TextFilter filter) =>
        TextOf(scope, filter.Path) is { IsEmpty: false } text
            ? SqlText.Of($"coalesce(ts_rank({Words(text, filter.Language)}, {Query(scope, filter)}), 0)::float8")
            : SqlText.Of($"0::float8");

    public static SqlText Words(SqlText text, TextLanguage language) =>
        SqlText.Of($"to_tsvector({Literal.TextConfiguration(language)}::regconfig, left({text}, {SearchedLength}))");

    /// <summary>The text at a path; empty where there can be none.</summary>
    private static SqlText TextOf(RowScope scope, FieldPath path) => path switch
    {
        { IsNested: true } => FilterCompiler.NestedText(scope, path),
        { Field: { Type: FieldType.String } field } => scope.Locate(field).Text,
        _ => SqlText.Empty,
    };

    private static SqlText Query(RowScope scope, TextFilter filter) =>
        SqlText.Of($"websearch_to_tsquery({Literal.TextConfiguration(filter.Language)}::regconfig, {scope.Statement.Add(filter.Term, OperandForm.Text)})");
}
