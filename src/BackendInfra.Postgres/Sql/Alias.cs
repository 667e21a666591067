namespace BackendInfra.Postgres.Sql;

/// <summary>A name for one source of rows in a statement; numbered in the order of the text, so that equal plans give equal SQL.</summary>
internal readonly record struct Alias(char Prefix, int Number)
{
    /// <summary>The table itself, where DDL allows no alias; null for an alias.</summary>
    public Identifier? Table { get; private init; }

    public static Alias Of(Identifier table) => new() { Table = table };
}
