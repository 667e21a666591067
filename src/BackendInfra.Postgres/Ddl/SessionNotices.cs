using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>
/// Triggers that tell all servers whose sessions a change concerns, whoever made it: requests, imports, an operator. Only
/// these tables have them, and what adds users, sessions or roles without members tells nobody anything: a session that
/// is new is in no cache.
/// </summary>
internal static class SessionNotices
{
    /// <summary>Notified with <c>schema:kind:id</c>; see <see cref="Execution.SessionChange"/>.</summary>
    public const string Channel = "backendinfra_sessions";

    private const string Name = "_tellSessions";

    /// <summary>Everything of a class; can be run again without harm.</summary>
    public static IEnumerable<SqlText> Create(SchemaSnapshot snapshot, ClassSchema schema)
    {
        var function = Identifier.Own(snapshot.DatabaseSchema, Name);
        var table = Identifier.Table(snapshot, schema);
        switch (schema.Name)
        {
            case UserClass.Name:
                yield return Function(snapshot);
                yield return OnRows(function, table, "delete", SqlText.Of($"DELETE"), SqlText.Of($"OLD"), Literal.Own("u"), Literal.Own("objectId"));
                yield return OnTruncate(function, table);
                break;
            case SessionClass.Name:
                yield return Function(snapshot);
                yield return OnRows(function, table, "delete", SqlText.Of($"DELETE"), SqlText.Of($"OLD"), Literal.Own("s"), Literal.Own("objectId"));
                yield return OnRows(function, table, "update", SqlText.Of($"UPDATE"), SqlText.Of($"OLD"), Literal.Own("s"), Literal.Own("objectId"));
                yield return OnTruncate(function, table);
                break;
            case RoleClass.Name:
                yield return Function(snapshot);
                var name = Literal.Key(schema.Find(RoleClass.RoleName)!);
                yield return OnRows(function, table, "delete", SqlText.Of($"DELETE"), SqlText.Of($"OLD"), Literal.Own("a"), Literal.Own("objectId"));
                yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own(Name + ":name")} AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.data->{name} IS DISTINCT FROM NEW.data->{name}) EXECUTE FUNCTION {function}({Literal.Own("a")})");
                yield return OnTruncate(function, table);
                foreach (var sql in Members(function, Identifier.JoinTable(snapshot, schema, schema.Find(RoleClass.Users)!), Literal.Own("u"), Literal.Own("relatedId"))
                    .Concat(Members(function, Identifier.JoinTable(snapshot, schema, schema.Find(RoleClass.Roles)!), Literal.Own("a"), Literal.Own("relatedId"))))
                {
                    yield return sql;
                }

                break;
        }
    }

    /// <summary>Tells of each user or session by itself, and of very many as of all.</summary>
    private static SqlText Function(SchemaSnapshot snapshot)
    {
        var channel = Literal.Own(Channel);
        return SqlText.Of($"CREATE OR REPLACE FUNCTION {Identifier.Own(snapshot.DatabaseSchema, Name)}() RETURNS trigger LANGUAGE plpgsql AS $body$ DECLARE ids text[]; BEGIN IF TG_OP <> 'TRUNCATE' AND TG_LEVEL = 'STATEMENT' THEN ids := ARRAY(SELECT DISTINCT to_jsonb(c)->>TG_ARGV[1] FROM changed c LIMIT 101); IF cardinality(ids) = 0 THEN RETURN NULL; END IF; END IF; IF ids IS NULL OR TG_ARGV[0] = 'a' OR cardinality(ids) > 100 THEN PERFORM pg_notify({channel}, TG_TABLE_SCHEMA || ':a:'); ELSE PERFORM pg_notify({channel}, TG_TABLE_SCHEMA || ':' || TG_ARGV[0] || ':' || i) FROM unnest(ids) i; END IF; RETURN NULL; END $body$");
    }

    private static IEnumerable<SqlText> Members(Identifier function, Identifier join, Literal kind, Literal column) =>
    [
        OnRows(function, join, "insert", SqlText.Of($"INSERT"), SqlText.Of($"NEW"), kind, column),
        OnRows(function, join, "delete", SqlText.Of($"DELETE"), SqlText.Of($"OLD"), kind, column),
        OnTruncate(function, join),
    ];

    private static SqlText OnRows(Identifier function, Identifier table, string name, SqlText operation, SqlText rows, Literal kind, Literal column) =>
        SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own($"{Name}:{name}")} AFTER {operation} ON {table} REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}({kind}, {column})");

    private static SqlText OnTruncate(Identifier function, Identifier table) =>
        SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own(Name + ":truncate")} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}({Literal.Own("a")})");
}
