using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>What one key of an order sorts by.</summary>
/// <param name="Form">The form in which a value comes that is compared with it.</param>
internal readonly record struct SortValue(SqlText Sql, OperandForm Form, bool IsNullable, bool Descending)
{
    /// <summary>The value of a row as JSON text, for a cursor; <c>null</c> when unset.</summary>
    public SqlText Json()
    {
        var json = Form switch
        {
            OperandForm.Text => SqlText.Of($"to_json({Sql})::text"),
            OperandForm.Timestamp => SqlText.Of($"to_json(to_char({Sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'))::text"),
            _ => SqlText.Of($"({Sql})::text"),
        };
        return IsNullable ? GraphCompiler.OrNull(json) : json;
    }

    /// <summary>Unset first ascending and last descending, as MongoDB sorts; what cannot be NULL keeps PostgreSQL's default, as its index has.</summary>
    public SqlText Direction(bool reversed) => (Descending != reversed, IsNullable) switch
    {
        (false, false) => Sql,
        (true, false) => SqlText.Of($"{Sql} DESC"),
        (false, true) => SqlText.Of($"{Sql} ASC NULLS FIRST"),
        (true, true) => SqlText.Of($"{Sql} DESC NULLS LAST"),
    };
}
