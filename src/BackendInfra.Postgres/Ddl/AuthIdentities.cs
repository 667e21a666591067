using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>
/// An app's table of the identities that its users have at other services. Its primary key is what keeps two users, or two
/// sign-ups at once, from having the same one (rule 14). A trigger derives it from <c>authData</c>, so that it is right
/// whoever writes users: requests, imports, an operator.
/// </summary>
internal static class AuthIdentities
{
    /// <summary>The constraint that a second user's identity breaks.</summary>
    public const string Key = Name + "_pkey";

    private const string Name = "_AuthIdentity";

    public static Identifier Table(SchemaSnapshot snapshot) => Identifier.Own(snapshot.DatabaseSchema, Name);

    /// <summary>Everything of it; can be run again without harm.</summary>
    public static IEnumerable<SqlText> Create(SchemaSnapshot snapshot, ClassSchema users)
    {
        var (table, source, key) = (Table(snapshot), Identifier.Table(snapshot, users), Literal.Key(users.Find(UserClass.AuthData)!));
        var function = Identifier.Own(snapshot.DatabaseSchema, "_deriveAuthIdentities");
        // Whether a user is anonymous is kept with his sessions.
        var own = Identities(SqlText.Of($"NEW"), key);
        yield return SqlText.Of($"CREATE TABLE IF NOT EXISTS {table} (provider text NOT NULL, id text NOT NULL, \"userId\" text NOT NULL, PRIMARY KEY (provider, id))");
        yield return SqlText.Of($"CREATE INDEX IF NOT EXISTS {Identifier.Own(Name + ".auto:userId")} ON {table} (\"userId\")");
        yield return SqlText.Of($"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN IF TG_OP = 'TRUNCATE' THEN DELETE FROM {table}; RETURN NULL; END IF; IF TG_OP = 'UPDATE' THEN PERFORM pg_notify({Literal.Own(SessionNotices.Channel)}, TG_TABLE_SCHEMA || ':u:' || OLD.\"objectId\"); END IF; IF TG_OP <> 'INSERT' THEN DELETE FROM {table} WHERE \"userId\" = OLD.\"objectId\"; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO {table} (provider, id, \"userId\") SELECT p.key, p.value->>'id', NEW.\"objectId\" FROM {own}; END IF; RETURN NULL; END $body$");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own("_authData:insert")} AFTER INSERT ON {source} FOR EACH ROW WHEN (NEW.data ? {key}) EXECUTE FUNCTION {function}()");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own("_authData:update")} AFTER UPDATE ON {source} FOR EACH ROW WHEN (OLD.data->{key} IS DISTINCT FROM NEW.data->{key}) EXECUTE FUNCTION {function}()");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own("_authData:delete")} AFTER DELETE ON {source} FOR EACH ROW WHEN (OLD.data ? {key}) EXECUTE FUNCTION {function}()");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own("_authData:truncate")} AFTER TRUNCATE ON {source} FOR EACH STATEMENT EXECUTE FUNCTION {function}()");
    }

    /// <summary>Fills the table from users who were there before it. Of two with the same identity the older one keeps it.</summary>
    public static SqlText Fill(SchemaSnapshot snapshot, ClassSchema users) =>
        SqlText.Of($"INSERT INTO {Table(snapshot)} (provider, id, \"userId\") SELECT p.key, p.value->>'id', {User}.\"objectId\" FROM {Identifier.Table(snapshot, users)} {User} CROSS JOIN LATERAL {Identities(SqlText.Of($"{User}"), Literal.Key(users.Find(UserClass.AuthData)!))} ORDER BY {User}.\"createdAt\" ON CONFLICT DO NOTHING");

    private static Alias User => new('u', 1);

    /// <summary>The members of a user's <c>authData</c> that have an id; those of MFA have none.</summary>
    private static SqlText Identities(SqlText row, Literal key) =>
        SqlText.Of($"(SELECT i.key, i.value FROM jsonb_each(CASE WHEN jsonb_typeof({row}.data->{key}) = 'object' THEN {row}.data->{key} ELSE '{{}}' END) i WHERE jsonb_typeof(i.value) = 'object' AND i.value ? 'id') p");
}
