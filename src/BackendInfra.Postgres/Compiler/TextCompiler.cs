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
        filter.Path is { Field: { Type: FieldType.String } field, IsNested: false }
            ? SqlText.Of($"{Words(scope.Locate(field).Text, filter.Language)} @@ {Query(scope, filter)}")
            : SqlText.Of($"false");

    /// <summary>How well a row matches; 0 where it does not.</summary>
    public static SqlText Score(RowScope scope, TextFilter filter) =>
        filter.Path is { Field: { Type: FieldType.String } field, IsNested: false }
            ? SqlText.Of($"coalesce(ts_rank({Words(scope.Locate(field).Text, filter.Language)}, {Query(scope, filter)}), 0)::float8")
            : SqlText.Of($"0::float8");

    public static SqlText Words(SqlText text, TextLanguage language) =>
        SqlText.Of($"to_tsvector({Literal.TextConfiguration(language)}::regconfig, left({text}, {SearchedLength}))");

    private static SqlText Query(RowScope scope, TextFilter filter) =>
        SqlText.Of($"websearch_to_tsquery({Literal.TextConfiguration(filter.Language)}::regconfig, {scope.Statement.Add(filter.Term, OperandForm.Text)})");
}
